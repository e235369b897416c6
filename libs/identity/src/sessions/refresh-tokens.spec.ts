import {
  testInstallation,
  type TestInstallation,
  type TestProcess,
  newcomer,
} from '../identity.spec-support';
import { SignIn } from '../sign-in/sign-in.service';
import { RefreshTokens } from './refresh-tokens.service';
import type { SignedIn } from './signed-in';

const STRONG = 'Correct-Horse-7';

let installation: TestInstallation;
let app: TestProcess;

beforeAll(async () => {
  installation = await testInstallation();
  app = await installation.start();
});

afterAll(() => installation.close());

async function signedIn(): Promise<SignedIn & { refreshToken: string }> {
  const { email, ...rest } = newcomer({ password: STRONG });
  await app.accounts.registerOnly({ ...rest, email });
  const outcome = await app.get(SignIn).begin({ login: email, password: STRONG }, 'platform', {});
  return outcome as SignedIn & { refreshToken: string };
}

const exchange = (token: string, process = app): Promise<SignedIn> =>
  process.get(RefreshTokens).exchange(token, { userAgent: 'Engine/2.0' });

const reason = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'in',
    (error: { details: { reason: string } }) => error.details.reason,
  );

describe('a refresh token', () => {
  it('is stored as a digest, and so is its successor', async () => {
    const first = await signedIn();
    const second = await exchange(first.refreshToken);
    const stored = JSON.stringify(await installation.sql('SELECT * FROM refresh_token'));
    for (const { refreshToken } of [first, second]) {
      expect(refreshToken).toMatch(/^rt_[\w-]{43}$/);
      expect(stored).not.toContain(refreshToken?.slice(3));
    }
  });

  it('used twice at once, in two processes, gives at most one pair, and that one is dead', async () => {
    const second = await installation.start();
    for (let round = 0; round < 5; round += 1) {
      const { refreshToken } = await signedIn();
      const outcomes = await Promise.allSettled([exchange(refreshToken), exchange(refreshToken, second)]);
      const pairs = outcomes.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
      expect(pairs.length).toBeLessThanOrEqual(1);
      for (const { token, refreshToken: next } of pairs) {
        const fresh = await installation.start();
        expect(await reason(fresh.authenticator.authenticate(token))).toBe('revoked');
        expect(await reason(exchange(next ?? ''))).toBe('refresh_token');
      }
    }
  });

  it('that lapsed unused is refused without ending anything', async () => {
    const { token, refreshToken, sessionId } = await signedIn();
    await installation.sql('UPDATE refresh_token SET expires_at = now() WHERE session_id = $1', [sessionId]);
    expect(await reason(exchange(refreshToken))).toBe('refresh_token');
    expect(await reason(app.authenticator.authenticate(token))).toBe('in');
  });

  it('follows the user out of an organization that they left', async () => {
    const { user, refreshToken, orgId } = await signedIn();
    await installation.sql(
      `WITH org AS (INSERT INTO organization (name, slug) VALUES ('Engines', 'engines') RETURNING id)
       UPDATE membership SET org_id = (SELECT id FROM org) WHERE user_id = $1`,
      [user.id],
    );
    const next = await exchange(refreshToken);
    expect(next.orgId).not.toBe(orgId);
    expect(await app.authenticator.authenticate(next.token)).toMatchObject({ orgId: next.orgId });
  });

  it('is of no use to an account that is switched off', async () => {
    const { user, refreshToken } = await signedIn();
    await installation.sql('UPDATE app_user SET active = false WHERE id = $1', [user.id]);
    expect(await reason(exchange(refreshToken))).toBe('refresh_token');
  });

  it('takes the session’s client and time along', async () => {
    const { refreshToken, sessionId } = await signedIn();
    await installation.sql(
      `UPDATE user_session SET last_seen_at = now() - interval '20 minutes' WHERE id = $1`,
      [sessionId],
    );
    await exchange(refreshToken);
    const [row] = await installation.sql(
      `SELECT user_agent, last_seen_at > now() - interval '1 minute' AS seen FROM user_session WHERE id = $1`,
      [sessionId],
    );
    expect(row).toEqual({ user_agent: 'Engine/2.0', seen: true });
  });
});

describe('a session', () => {
  it('is removed with its tokens a day after its end', async () => {
    const ended = await signedIn();
    await installation.sql(`UPDATE user_session SET expires_at = now() - interval '25 hours' WHERE id = $1`, [
      ended.sessionId,
    ]);
    jest.spyOn(Date, 'now').mockReturnValue(Date.now() + 61_000);
    await signedIn();
    jest.restoreAllMocks();
    const left = await installation.sql('SELECT FROM refresh_token WHERE session_id = $1', [ended.sessionId]);
    expect(left).toEqual([]);
  });
});
