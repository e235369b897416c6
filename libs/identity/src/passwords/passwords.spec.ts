import { hash, verify } from '@node-rs/argon2';
import { redact } from '@muster/platform';
import {
  PASSWORD,
  testInstallation,
  type TestInstallation,
  type TestProcess,
} from '../identity.spec-support';

// The real thing, counted: what takes as long is shown by what is computed, not by a clock.
jest.mock('@node-rs/argon2', () => {
  const real = jest.requireActual<typeof import('@node-rs/argon2')>('@node-rs/argon2');
  return { ...real, verify: jest.fn(real.verify) };
});
const verifications = jest.mocked(verify);
const Argon2i = 1;

let installation: TestInstallation;
let app: TestProcess;

beforeAll(async () => {
  installation = await testInstallation();
  app = await installation.start();
});

afterAll(() => installation.close());

beforeEach(() => verifications.mockClear());

/** What became of a login: `in`, or the reason of the refusal. */
const login = async (username: string, password: string): Promise<string> =>
  app.accounts.login({ username, password }).then(
    () => 'in',
    (error: { details: { reason: string } }) => error.details.reason,
  );

const times = async (count: number, act: () => Promise<string>): Promise<string[]> => {
  const outcomes: string[] = [];
  for (let index = 0; index < count; index += 1) outcomes.push(await act());
  return outcomes;
};

const wrong = (count: number): string[] => Array.from({ length: count }, () => 'credentials');

describe('a login', () => {
  it('costs one verification with the same parameters, known or not, right or wrong', async () => {
    const { input } = await app.person();
    const parameters = () =>
      verifications.mock.calls.map(([hashed]) => String(hashed).split('$').slice(1, 4));
    const costs: unknown[] = [];
    for (const [username, password] of [
      [input.email, PASSWORD],
      [input.email, 'wrong'],
      ['nobody', 'wrong'],
      ['nobody@example.com', ''],
      ['anonymous', 'wrong'],
      ['nul\u0000', 'wrong'],
    ] as const) {
      verifications.mockClear();
      await login(username, password);
      costs.push(parameters());
    }
    expect(new Set(costs.map((cost) => JSON.stringify(cost)))).toEqual(
      new Set([JSON.stringify([['argon2id', 'v=19', 'm=19456,t=2,p=1']])]),
    );
  });

  it('waits for its turn when two others are being verified', async () => {
    const verified = verifications.getMockImplementation();
    let running = 0;
    let most = 0;
    for (let index = 0; index < 8; index += 1)
      verifications.mockImplementationOnce(async (...args) => {
        running += 1;
        most = Math.max(most, running);
        const right = await verified?.(...args);
        running -= 1;
        return Boolean(right);
      });
    await Promise.all(Array.from({ length: 8 }, (_, index) => login(`nobody-${String(index)}`, 'wrong')));
    expect(most).toBe(2);
  });

  it.each([
    { memoryCost: 8_192, timeCost: 2, parallelism: 1 },
    { memoryCost: 19_456, timeCost: 1, parallelism: 1 },
    { memoryCost: 19_456, timeCost: 2, parallelism: 2 },
    { memoryCost: 19_456, timeCost: 2, parallelism: 1, algorithm: Argon2i },
  ])('replaces a hash made with outdated parameters like %j, and leaves others alone', async (parameters) => {
    const { actor, input } = await app.person();
    const stored = async () =>
      (
        await installation.sql<{ hash: string }>('SELECT password_hash AS hash FROM app_user WHERE id = $1', [
          actor.userId,
        ])
      )[0]?.hash;
    const outdated = await hash(PASSWORD, parameters);
    await installation.sql('UPDATE app_user SET password_hash = $2 WHERE id = $1', [actor.userId, outdated]);
    expect(await login(input.email, 'wrong')).toBe('credentials');
    expect(await stored()).toBe(outdated);
    expect(await login(input.email, PASSWORD)).toBe('in');
    const renewed = await stored();
    expect(renewed).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(await login(input.email, PASSWORD)).toBe('in');
    expect(await stored()).toBe(renewed);
  });
});

describe('lockout', () => {
  it('answers 401 to the fifth failure and 423 from then on, even to the right password', async () => {
    const { input } = await app.person();
    expect(await times(5, () => login(input.email, 'wrong'))).toEqual(wrong(5));
    verifications.mockClear();
    expect(await login(input.email, PASSWORD)).toBe('locked');
    expect(await login(String(input.username), 'wrong')).toBe('locked');
    expect(verifications).not.toHaveBeenCalled();
  });

  it('says when to come back', async () => {
    const { input } = await app.person();
    await times(5, () => login(input.email, 'wrong'));
    const attempt = app.accounts.login({ username: input.email, password: PASSWORD });
    const { code, details } = (await attempt.catch((error: unknown) => error)) as {
      code: string;
      details: { retryAfter: number };
    };
    expect(code).toBe('conflict');
    expect(details.retryAfter).toBeGreaterThan(14 * 60);
    expect(details.retryAfter).toBeLessThanOrEqual(15 * 60);
  });

  it.each(['ghost@example.com', 'ghost', 'ghost\u0000', 'ghost'.repeat(1_000)])(
    'counts and answers the same for %p, whom nobody knows',
    async (username) => {
      expect(await times(6, () => login(username, 'wrong'))).toEqual([...wrong(5), 'locked']);
    },
  );

  it('begins anew after a success', async () => {
    const { input } = await app.person();
    await times(4, () => login(input.email, 'wrong'));
    expect(await login(input.email, PASSWORD)).toBe('in');
    expect(await times(5, () => login(input.email, 'wrong'))).toEqual(wrong(5));
    expect(await login(input.email, PASSWORD)).toBe('locked');
  });

  it('ends with its time, and failures older than the window do not count', async () => {
    const { input } = await app.person();
    const lapse = () => installation.sql(`UPDATE login_attempt SET expires_at = now() - interval '1 second'`);
    await times(6, () => login(input.email, 'wrong'));
    await lapse();
    expect(await times(4, () => login(input.email, 'wrong'))).toEqual(wrong(4));
    await lapse();
    expect(await times(4, () => login(input.email, 'wrong'))).toEqual(wrong(4));
    expect(await login(input.email, PASSWORD)).toBe('in');
  });

  it('tells no more than five of a burst whether they were right, wherever they arrive', async () => {
    const { input } = await app.person();
    const second = await installation.start();
    const outcomes = await Promise.allSettled(
      Array.from({ length: 20 }, (_, index) =>
        (index % 2 ? app : second).accounts.login({ username: input.email, password: 'wrong' }),
      ),
    );
    const reasons = outcomes.map((outcome) =>
      outcome.status === 'rejected'
        ? (outcome.reason as { details: { reason: string } }).details.reason
        : 'in',
    );
    expect(reasons.filter((reason) => reason === 'credentials')).toHaveLength(5);
    expect(reasons.filter((reason) => reason === 'locked')).toHaveLength(15);
  });

  it('holds for the right password too when it is found right too late', async () => {
    const { input } = await app.person();
    const verified = verifications.getMockImplementation();
    verifications.mockImplementationOnce(async (...args) => {
      const right = await verified?.(...args);
      await times(5, () => login(input.email, 'wrong'));
      return Boolean(right);
    });
    expect(await login(input.email, PASSWORD)).toBe('locked');
  });

  it('never hits people who type right, however many of their clients sign in at once', async () => {
    const { input } = await app.person();
    await times(4, () => login(input.email, 'wrong'));
    const outcomes = await Promise.all(Array.from({ length: 12 }, () => login(input.email, PASSWORD)));
    expect(new Set(outcomes)).toEqual(new Set(['in']));
  });

  it('also guards the current password of somebody who holds a token', async () => {
    const { actor } = await app.person();
    const change = () =>
      app.changePassword(actor, { currentPassword: 'wrong', newPassword: 'battery staple' }).then(
        () => 'changed',
        (error: { details: { reason: string } }) => error.details.reason,
      );
    expect(await times(6, change)).toEqual([
      ...Array.from({ length: 5 }, () => 'current_password'),
      'locked',
    ]);
  });

  it('stores names only as digests, and forgets what has lapsed', async () => {
    const mistyped = 'my-secret-password-in-the-wrong-field';
    await login(mistyped, '');
    const rows = await installation.sql<{ login_hash: Buffer }>('SELECT * FROM login_attempt');
    expect(rows.map((row) => row.login_hash.toString('utf8')).join()).not.toContain(mistyped);
    await installation.sql(`UPDATE login_attempt SET expires_at = now() - interval '1 second'`);
    const minuteLater = jest.spyOn(Date, 'now').mockReturnValue(Date.now() + 61_000);
    await login('somebody-else', '');
    minuteLater.mockRestore();
    expect(await installation.sql('SELECT * FROM login_attempt')).toHaveLength(1);
  });
});

describe('lockout settings', () => {
  it('are obeyed', async () => {
    const strict = await installation.start({ LOGIN_MAX_FAILURES: '2', LOGIN_LOCK_MINUTES: '60' });
    const { input } = await strict.person();
    const attempt = () => strict.accounts.login({ username: input.email, password: 'wrong' });
    for (const reason of ['credentials', 'credentials', 'locked'])
      await expect(attempt()).rejects.toMatchObject({ details: { reason } });
    const { details } = (await attempt().catch((error: unknown) => error)) as {
      details: { retryAfter: number };
    };
    expect(details.retryAfter).toBeGreaterThan(59 * 60);
  });
});

describe('a hash', () => {
  it('is masked in logs, where errors of the database might bring it', async () => {
    const hashed = await hash(PASSWORD);
    expect(redact(JSON.stringify({ parameters: ['ada', hashed] }))).toBe(
      '{"parameters":["ada","[redacted]"]}',
    );
  });
});
