import { createHmac, randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { Pool } from 'pg';
import { NotFoundError, redact } from '@muster/platform';
import {
  PASSWORD,
  testInstallation,
  type TestInstallation,
  type TestProcess,
} from '../identity.spec-support';
import { UserFactsService } from './user-facts.service';
import { OrganizationsService } from '../organizations/organizations.service';

const SECRET = 'a-secret-of-at-least-thirty-two-characters';

let installation: TestInstallation;
let app: TestProcess;

beforeAll(async () => {
  installation = await testInstallation();
  app = await installation.start({ JWT_SECRET: SECRET });
});

afterAll(() => installation.close());

afterEach(() => jest.restoreAllMocks());

const base64 = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** A token as anybody could make one, given the secret. */
function forge(claims: object, { secret = SECRET, alg = 'HS256' } = {}): string {
  const signed = `${base64({ alg, typ: 'JWT' })}.${base64(claims)}`;
  if (alg === 'none') return `${signed}.`;
  return `${signed}.${createHmac(alg === 'HS512' ? 'sha512' : 'sha256', secret)
    .update(signed)
    .digest('base64url')}`;
}

const claimsOf = (token: string): Record<string, unknown> =>
  JSON.parse(Buffer.from(String(token.split('.')[1]), 'base64url').toString()) as Record<string, unknown>;

const refusal = async (token: string, process = app): Promise<string | undefined> =>
  process.authenticator.authenticate(token).then(
    () => undefined,
    (error: { code: string; details: { reason: string } }) => `${error.code} ${error.details.reason}`,
  );

const signIn = async (username: string, password: string, process = app): Promise<string> =>
  (await process.accounts.login({ username, password })).token;

/** Waits for what other processes learn by a hint; the frozen clock keeps the cache from lapsing by itself. */
async function eventually(condition: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 1_000; tries += 1) {
    if (await condition()) return;
    await pause(10);
  }
  throw new Error('it never came to that');
}

describe('an access token', () => {
  it('says who it is for and until when, and nothing secret', async () => {
    const { token, actor } = await app.person();
    const claims = claimsOf(token);
    expect(claims).toMatchObject({
      sub: actor.username,
      uid: actor.userId,
      org: actor.orgId,
      role: 'operator',
      instance_admin: false,
      aud: 'muster',
    });
    expect(Number(claims.exp) - Number(claims.iat)).toBe(7 * 24 * 3_600);
    expect(Object.keys(claims)).not.toContain('email');
  });

  it('is believed as long as it holds, and then expired, remembered or not', async () => {
    const brief = await installation.start({ JWT_SECRET: SECRET, ACCESS_TOKEN_TTL: '60' });
    const [used, unused] = await Promise.all([brief.person(), brief.person()]);
    const second = await installation.start({ JWT_SECRET: SECRET });
    const now = Date.now();
    const clock = jest.spyOn(Date, 'now');
    clock.mockReturnValue(now + 50_000);
    expect(await refusal(used.token, brief)).toBeUndefined();
    clock.mockReturnValue(now + 61_000);
    expect(await refusal(used.token, brief)).toBe('unauthenticated expired');
    expect(await refusal(used.token, brief)).toBe('unauthenticated expired');
    expect(await refusal(unused.token, second)).toBe('unauthenticated expired');
  });

  it('is refused when anybody else could have made it', async () => {
    const { token } = await app.person();
    const claims = claimsOf(token);
    const [header, payload, signature] = token.split('.') as [string, string, string];
    const forged = {
      'no algorithm': forge(claims, { alg: 'none' }),
      'no signature': `${header}.${payload}.`,
      'another key': forge(claims, { secret: 'another-secret-of-thirty-two-characters' }),
      'an empty key': forge(claims, { secret: '' }),
      'another algorithm': forge(claims, { alg: 'HS512' }),
      'changed claims': `${header}.${base64({ ...claims, uid: randomUUID() })}.${signature}`,
      'another audience': forge({ ...claims, aud: 'elsewhere' }),
      'no audience': forge({ ...claims, aud: undefined }),
      'another issuer': forge({ ...claims, iss: 'elsewhere' }),
      'another type': forge({ ...claims, type: 'mfa' }),
      'no generation': forge({ ...claims, gen: undefined }),
      'a strange user': forge({ ...claims, uid: `' OR true --` }),
      'no expiry': forge({ ...claims, exp: undefined }),
      'no session': forge({ ...claims, sid: undefined }),
      'no id': forge({ ...claims, jti: undefined }),
      'no time of issue': forge({ ...claims, iat: undefined }),
      'a time of issue to come': forge({ ...claims, iat: Number(claims.iat) + 3_600 }),
      'not yet valid': forge({ ...claims, nbf: Number(claims.exp) - 1 }),
      garbage: 'garbage',
      nothing: '',
      dots: '..',
      'too much': `${header}.${'A'.repeat(1_000_000)}.${signature}`,
    };
    const outcomes = Object.fromEntries(
      await Promise.all(
        Object.entries(forged).map(async ([name, bad]) => [name, await refusal(bad)] as const),
      ),
    );
    expect(outcomes).toEqual(
      Object.fromEntries(Object.keys(forged).map((name) => [name, 'unauthenticated invalid'])),
    );
    // The forger's tools make good tokens when the claims and the key are right.
    expect(await refusal(forge(claims))).toBeUndefined();
  });

  it('does not grant what its claims say but what the database says', async () => {
    const { token } = await app.person();
    const boastful = forge({ ...claimsOf(token), role: 'admin', instance_admin: true, sub: 'root' });
    expect(await app.authenticator.authenticate(boastful)).toEqual(
      await app.authenticator.authenticate(token),
    );
  });

  it('never shows in an error', async () => {
    const { token } = await app.person();
    const broken = `${token.slice(0, -4)}AAAA`;
    const error: unknown = await app.authenticator.authenticate(broken).catch((reason: unknown) => reason);
    expect(JSON.stringify(error) + String((error as Error).stack)).not.toContain(broken.slice(0, 30));
    expect((error as Error).cause).toBeUndefined();
  });
});

describe('the key of access tokens', () => {
  it('is the same for processes that start at once, and masked in logs', async () => {
    const keyless = await testInstallation();
    const start = () => keyless.start({ MASTER_KEY: '' });
    const [one, other] = await Promise.all([start(), start()]);
    const { token } = await one.person();
    expect(await refusal(token, other)).toBeUndefined();
    expect(await refusal(token)).toBe('unauthenticated invalid');
    const [row] = await keyless.sql<{ secret: string }>('SELECT secret FROM signing_key');
    const secret = String(row?.secret).replace('plain:', '');
    expect(Buffer.from(secret, 'base64url')).toHaveLength(32);
    expect(redact(`key ${secret}`)).toBe('key [redacted]');
    await keyless.close();
  });

  it('is masked in logs by processes that found it made', async () => {
    const other = await testInstallation();
    const secret = 'made-by-a-process-that-is-long-gone';
    await other.sql(`INSERT INTO signing_key (purpose, secret) VALUES ('access-token', $1)`, [secret]);
    await other.start();
    await other.close();
    expect(redact(`key ${secret}`)).toBe('key [redacted]');
  });

  it('must be long enough', async () => {
    await expect(installation.start({ JWT_SECRET: 'short' })).rejects.toThrow(/JWT_SECRET/);
  });
});

describe('a token becomes void', () => {
  it('when the password is changed, to the second', async () => {
    jest.spyOn(Date, 'now').mockReturnValue(Math.floor(Date.now() / 1_000) * 1_000 + 500);
    const { token: before, actor, input } = await app.person();
    const newPassword = 'battery staple';
    await app.changePassword(actor, { currentPassword: PASSWORD, newPassword });
    const after = await signIn(input.email, newPassword);
    expect(claimsOf(after).iat).toBe(claimsOf(before).iat);
    expect(await refusal(before)).toBe('unauthenticated revoked');
    expect(await refusal(after)).toBeUndefined();
    // Now that the account’s new state is remembered.
    expect(await refusal(before)).toBe('unauthenticated revoked');
  });

  it('in every process at once, though each remembers it', async () => {
    const second = await installation.start({ JWT_SECRET: SECRET });
    const { token, actor } = await app.person();
    expect(await refusal(token, second)).toBeUndefined();
    jest.spyOn(Date, 'now').mockReturnValue(Date.now());
    await app.changePassword(actor, { currentPassword: PASSWORD, newPassword: 'battery staple' });
    await eventually(async () => (await refusal(token, second)) === 'unauthenticated revoked');
  });

  it('a few seconds later where the hint got lost', async () => {
    const { token, actor } = await app.person();
    await installation.sql('UPDATE app_user SET token_generation = 7 WHERE id = $1', [actor.userId]);
    const now = Date.now();
    const clock = jest.spyOn(Date, 'now').mockReturnValue(now);
    expect(await refusal(token)).toBeUndefined();
    clock.mockReturnValue(now + 5_001);
    expect(await refusal(token)).toBe('unauthenticated revoked');
  });

  it('when the account or the membership is gone', async () => {
    const [deleted, left] = await Promise.all([app.person(), app.person()]);
    await installation.sql('DELETE FROM app_user WHERE id = $1', [deleted.actor.userId]);
    await installation.sql('DELETE FROM membership WHERE user_id = $1', [left.actor.userId]);
    for (const { actor, token } of [deleted, left]) {
      app.get(UserFactsService).forget(actor.userId);
      expect(await refusal(token)).toBe('unauthenticated revoked');
    }
  });

  it('but not where an older state of the account is remembered', async () => {
    const second = await installation.start({ JWT_SECRET: SECRET });
    const { token: before, actor, input } = await app.person();
    expect(await refusal(before, second)).toBeUndefined();
    await installation.sql('UPDATE app_user SET token_generation = 1 WHERE id = $1', [actor.userId]);
    expect(await refusal(await signIn(input.email, PASSWORD), second)).toBeUndefined();
  });
});

describe('authentication', () => {
  it('asks the database once for many people and once for their sessions, and not at all when they are known', async () => {
    const people = await Promise.all(Array.from({ length: 10 }, () => app.person()));
    const cold = await installation.start({ JWT_SECRET: SECRET });
    const queries = jest.spyOn(cold.get(Pool), 'query');
    const everybodyTwice = () =>
      Promise.all([...people, ...people].map(({ token }) => cold.authenticator.authenticate(token)));
    const actors = await everybodyTwice();
    expect(actors.slice(0, 10)).toEqual(people.map(({ actor }) => actor));
    expect(queries).toHaveBeenCalledTimes(2);
    await everybodyTwice();
    expect(queries).toHaveBeenCalledTimes(2);
  });

  it('does not keep what was read before a change that happened while it was read', async () => {
    const { token, actor } = await app.person();
    const cold = await installation.start({ JWT_SECRET: SECRET });
    const pool = cold.get(Pool);
    const query = pool.query.bind(pool) as (...args: unknown[]) => Promise<unknown>;
    const overtaken = async (...args: unknown[]) => {
      const read = await query(...args);
      if ((args[0] as { name?: string }).name !== 'identity-user-facts') return read;
      Reflect.set(pool, 'query', query);
      await installation.sql(`UPDATE membership SET role = 'viewer' WHERE user_id = $1`, [actor.userId]);
      cold.get(UserFactsService).forget(actor.userId);
      return read;
    };
    Reflect.set(pool, 'query', overtaken);
    await cold.authenticator.authenticate(token);
    expect(await cold.authenticator.authenticate(token)).toMatchObject({ role: 'viewer' });
  });

  it('lets a member choose another organization, and nobody a foreign one', async () => {
    const [one, other] = await Promise.all([app.person(), app.person()]);
    const { id } = await app.get(OrganizationsService).create(one.actor, { name: 'Analytical Engines' });
    expect(await app.authenticator.authenticate(one.token, id)).toEqual({
      ...one.actor,
      orgId: id,
      role: 'admin',
    });
    for (const orgId of [id, randomUUID(), 'nonsense', '__proto__'])
      await expect(app.authenticator.authenticate(other.token, orgId)).rejects.toThrow(NotFoundError);
    expect(await app.authenticator.authenticate(one.token)).toEqual(one.actor);
  });
});

describe('requests without a credential', () => {
  it('work in the public workspace, where nobody else is', async () => {
    const { actor } = await app.person();
    const anonymous = await app.authenticator.anonymous();
    expect(anonymous).toMatchObject({ role: 'operator', instanceAdmin: false, credential: 'anonymous' });
    expect(anonymous?.orgId).not.toBe(actor.orgId);
    expect(
      await installation.sql('SELECT user_id FROM membership WHERE org_id = $1', [anonymous?.orgId]),
    ).toEqual([{ user_id: anonymous?.userId }]);
  });

  it('are the same for every process', async () => {
    const second = await installation.start();
    expect(await second.authenticator.anonymous()).toEqual(await app.authenticator.anonymous());
  });

  it('are nobody where the workspace is switched off', async () => {
    const off = await installation.start({ ANONYMOUS_WORKSPACE: 'off' });
    expect(await off.authenticator.anonymous()).toBeUndefined();
    const production = await installation.start({ NODE_ENV: 'production', ANONYMOUS_WORKSPACE: 'on' });
    expect(await production.authenticator.anonymous()).toBeDefined();
  });
});
