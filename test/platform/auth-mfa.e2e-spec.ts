import { TOTP } from 'otpauth';
import type { ApiClient } from '../support/api-client';
import { Installation, type RunningGateway } from '../support/installation';
import { AUTH, claimsOf, member as memberOf, type Member, outcome, signIn, STRONG } from '../support/members';

let installation: Installation;
let gateway: RunningGateway;
let client: ApiClient;

beforeAll(async () => {
  installation = await Installation.create();
  gateway = await installation.startGateway();
  client = gateway.client;
});

afterAll(() => installation.close());

afterEach(() => jest.restoreAllMocks());

const post = (path: string, body?: object, as = client) => as.post(`${AUTH}${path}`, body);

/** The clock of the gateway and of the authenticator app, so many seconds further. */
const later = (seconds: number): void => {
  const now = Date.now();
  jest.spyOn(Date, 'now').mockReturnValue(now + seconds * 1_000);
};

const codeFor = (secret: string, offset = 0): string =>
  new TOTP({ secret }).generate({ timestamp: Date.now() + offset * 1_000 });

interface Guarded extends Member {
  secret: string;
  backupCodes: string[];
}

/** Somebody whose second factor is on, half a minute after its first code. */
async function guarded(): Promise<Guarded> {
  const someone = await memberOf(client);
  const { body: setup } = await post('/mfa/setup', {}, someone.client);
  const { body } = await post('/mfa/verify', { code: codeFor(setup.secret) }, someone.client);
  later(30);
  return { ...someone, secret: setup.secret, backupCodes: body.backup_codes };
}

const pendingOf = async ({ account }: Member): Promise<string> =>
  (await signIn(client, account)).body.temp_token;

describe('the setup of a second factor', () => {
  it('shows the secret as text, address and picture', async () => {
    const { client: own, account } = await memberOf(client);
    const { status, body } = await post('/mfa/setup', { password: STRONG }, own);
    expect([status, body.expires_in]).toEqual([200, 600]);
    expect(body.secret).toMatch(/^[A-Z2-7]{32}$/);
    const url = new URL(body.otpauth_url);
    expect(url.protocol + url.host + decodeURIComponent(url.pathname)).toBe(
      `otpauth:totp/Muster:${account.email}`,
    );
    expect(Object.fromEntries(url.searchParams)).toEqual({
      issuer: 'Muster',
      secret: body.secret,
      algorithm: 'SHA1',
      digits: '6',
      period: '30',
    });
    const png = Buffer.from(body.qr_code.replace('data:image/png;base64,', ''), 'base64');
    expect(png.subarray(1, 4).toString()).toBe('PNG');
  });

  it('stands for nothing until its first code was right', async () => {
    const { client: own, account } = await memberOf(client);
    expect(outcome(await post('/mfa/verify', { code: '123456' }, own))).toEqual([400, 'RES_003']);
    const { body: first } = await post('/mfa/setup', {}, own);
    const { body: second } = await post('/mfa/setup', {}, own);
    expect((await signIn(client, account)).body.mfa_required).toBeUndefined();
    expect(outcome(await post('/mfa/verify', { code: codeFor(first.secret) }, own))).toEqual([
      400,
      'AUTH_009',
    ]);
    const { status, body } = await post('/mfa/verify', { code: codeFor(second.secret) }, own);
    expect([status, body.mfa_enabled, new Set(body.backup_codes).size]).toEqual([200, true, 10]);
    expect((await own.get(`${AUTH}/me`)).body.mfa_enabled).toBe(true);
    expect(outcome(await post('/mfa/setup', {}, own))).toEqual([409, 'RES_003']);
  });

  it('is forgotten after ten minutes, and checks a password that is sent', async () => {
    const { client: own, user } = await memberOf(client);
    expect((await post('/mfa/setup', { password: 'wrong' }, own)).status).toBe(400);
    const { body } = await post('/mfa/setup', {}, own);
    await installation.sql(
      `UPDATE mfa_factor SET created_at = now() - interval '601 seconds' WHERE user_id = $1`,
      [user.id],
    );
    expect((await post('/mfa/verify', { code: codeFor(body.secret) }, own)).status).toBe(400);
  });

  it('takes the password, or somebody who signed in a moment ago', async () => {
    const { client: own, user } = await memberOf(client);
    await installation.sql(
      `UPDATE user_session SET authenticated_at = now() - interval '11 minutes' WHERE user_id = $1`,
      [user.id],
    );
    const { status, body } = await post('/mfa/setup', {}, own);
    expect([status, body.details.reason]).toEqual([403, 'sign_in_again']);
    expect((await post('/mfa/setup', { password: STRONG }, own)).status).toBe(200);
  });

  it('keeps the secret sealed, bound to its owner', async () => {
    const { user, secret } = await guarded();
    const [row] = await installation.sql<{ secret: string }>(
      'SELECT secret FROM mfa_factor WHERE user_id = $1',
      [user.id],
    );
    expect(row?.secret).toMatch(/^m1\./);
    expect(row?.secret).not.toContain(secret);
    const thief = await guarded();
    await installation.sql('UPDATE mfa_factor SET secret = $2 WHERE user_id = $1', [
      user.id,
      await sealedOf(thief),
    ]);
    const { body } = await client.post(`${AUTH}/login`, { email: await emailOf(user.id), password: STRONG });
    const moved = await post('/mfa/verify', { temp_token: body.temp_token, code: codeFor(thief.secret) });
    expect(moved.status).toBe(500);
  });

  it('is refused, with the setting named, where nothing can be sealed', async () => {
    const bare = await Installation.create({ MASTER_KEY: '' });
    const { client: own } = await memberOf((await bare.startGateway()).client);
    const { status, body } = await own.post(`${AUTH}/mfa/setup`, {});
    expect([status, body.detail]).toEqual([503, expect.stringContaining('MASTER_KEY')]);
    await bare.close();
  });
});

const sealedOf = async ({ user }: Member): Promise<string> => {
  const [row] = await installation.sql<{ secret: string }>(
    'SELECT secret FROM mfa_factor WHERE user_id = $1',
    [user.id],
  );
  return row?.secret ?? '';
};

const emailOf = async (id: string): Promise<string> =>
  (await installation.sql<{ email: string }>('SELECT email FROM app_user WHERE id = $1', [id]))[0]?.email ??
  '';

describe('a login with a second factor', () => {
  it('answers a token for the code instead of tokens', async () => {
    const { account, secret } = await guarded();
    const { status, body } = await signIn(client, account);
    expect([status, body]).toEqual([
      200,
      { mfa_required: true, temp_token: expect.any(String), expires_in: 300 },
    ]);
    expect(claimsOf(body.temp_token)).toMatchObject({ purpose: 'mfa' });
    const verified = await post('/mfa/verify', { temp_token: body.temp_token, code: codeFor(secret) });
    expect(verified.body).toMatchObject({ token_type: 'bearer', expires_in: 1_800, password_expired: false });
    const own = client.as(verified.body.access_token);
    expect((await own.get(`${AUTH}/sessions`)).body.items[0].mfa).toBe(true);
  });

  it('takes the token as bearer too, and the other names of path and fields', async () => {
    const someone = await guarded();
    const asBearer = await post(
      '/mfa/verify',
      { totp_code: codeFor(someone.secret) },
      client.as(await pendingOf(someone)),
    );
    expect([asBearer.status, typeof asBearer.body.access_token]).toEqual([200, 'string']);
    later(30);
    const alias = { temp_token: await pendingOf(someone), totp_code: codeFor(someone.secret) };
    // Even with a bearer of somebody else left over.
    expect((await post('/verify-mfa/', alias, (await memberOf(client)).client)).status).toBe(200);
  });

  it('completes in one call when the code comes along', async () => {
    const { account, secret } = await guarded();
    const { status, body } = await signIn(client, account, { totp_code: codeFor(secret) });
    expect([status, body.user.mfa_enabled]).toEqual([200, true]);
  });

  it('takes each code once, whoever comes first, and none that is older', async () => {
    const someone = await guarded();
    const code = codeFor(someone.secret);
    const tokens = [await pendingOf(someone), await pendingOf(someone), await pendingOf(someone)];
    const answers = await Promise.all(tokens.map((temp_token) => post('/mfa/verify', { temp_token, code })));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 401, 401]);
    const older = codeFor(someone.secret, -30);
    expect(outcome(await post('/mfa/verify', { temp_token: tokens[0], code: older }))).toEqual([
      401,
      'AUTH_009',
    ]);
  });

  it.each([
    [-60, 401],
    [-30, 401],
    [0, 200],
    [30, 200],
    [60, 401],
  ])('answers a code of %i seconds from now with %i', async (offset, status) => {
    // The first code was used half a minute ago: the one before is used up with it.
    const someone = await guarded();
    const code = codeFor(someone.secret, offset);
    expect((await post('/mfa/verify', { temp_token: await pendingOf(someone), code })).status).toBe(status);
  });

  it('takes a backup code in the place of a code, once, however it is typed', async () => {
    const someone = await guarded();
    const [first = '', second = ''] = someone.backupCodes;
    const verify = async (code: string) =>
      post('/mfa/verify', { temp_token: await pendingOf(someone), code });
    expect((await verify(first)).status).toBe(200);
    expect((await verify(first)).status).toBe(401);
    expect((await verify(second.toUpperCase().replace('-', ' '))).status).toBe(200);
    const stored = await installation.sql('SELECT * FROM mfa_backup_code WHERE user_id = $1', [
      someone.user.id,
    ]);
    expect(stored).toHaveLength(8);
    const stranger = await guarded();
    expect(
      (await post('/mfa/verify', { temp_token: await pendingOf(stranger), code: someone.backupCodes[2] }))
        .status,
    ).toBe(401);
  });

  it('counts wrong codes, which the right password does not make forgotten', async () => {
    const someone = await guarded();
    for (let failure = 1; failure <= 5; failure += 1) {
      const temp_token = await pendingOf(someone);
      expect(outcome(await post('/mfa/verify', { temp_token, code: '000000' }))).toEqual([401, 'AUTH_009']);
    }
    expect(outcome(await signIn(client, someone.account))).toEqual([423, 'AUTH_006']);
  });

  it('gives a token that is good for nothing else, and for five minutes only', async () => {
    const someone = await guarded();
    const token = await pendingOf(someone);
    for (const path of ['/me', '/sessions'])
      expect((await client.as(token).get(`${AUTH}${path}`)).status).toBe(401);
    expect((await post('/mfa/setup', {}, client.as(token))).status).toBe(401);
    expect((await post('/refresh', { refresh_token: token })).status).toBe(401);
    const access = { temp_token: someone.tokens.access_token, code: codeFor(someone.secret) };
    expect(outcome(await post('/mfa/verify', access))).toEqual([401, 'AUTH_004']);
    expect((await post('/mfa/verify', { code: '123456' })).status).toBe(401);
    expect((await post('/mfa/verify', { temp_token: token })).status).toBe(422);
    later(301);
    const late = { temp_token: token, code: codeFor(someone.secret) };
    expect(outcome(await post('/mfa/verify', late))).toEqual([401, 'AUTH_002']);
  });

  it('ends with a change of the password', async () => {
    const someone = await guarded();
    const temp_token = await pendingOf(someone);
    const change = { current_password: STRONG, new_password: 'Another-Horse-8' };
    await post('/change-password', change, someone.client);
    expect((await post('/mfa/verify', { temp_token, code: codeFor(someone.secret) })).status).toBe(401);
  });

  it('asks for the code on the door of the steps, too', async () => {
    const { account, secret } = await guarded();
    const login = (more: object) =>
      client.post('/auth/login', { username: account.email, password: STRONG, ...more });
    const without = await login({});
    expect([without.status, without.body.message]).toEqual([401, 'MFA required']);
    expect((await login({ totpCode: '000000' })).status).toBe(401);
    expect((await login({ totpCode: codeFor(secret) })).status).toBe(200);
  });
});

describe('turning the second factor off', () => {
  it('takes the password or a code', async () => {
    const [one, other] = [await guarded(), await guarded()];
    expect((await post('/mfa/disable', {}, one.client)).status).toBe(422);
    expect(outcome(await post('/mfa/disable', { password: 'wrong' }, one.client))).toEqual([400, 'AUTH_001']);
    expect(outcome(await post('/mfa/disable', { code: '000000' }, one.client))).toEqual([400, 'AUTH_009']);
    for (const [proof, { client: own, account }] of [
      [{ password: STRONG }, one],
      [{ code: codeFor(other.secret) }, other],
    ] as const) {
      const { status, body } = await post('/mfa/disable', proof, own);
      expect([status, body]).toEqual([200, { mfa_enabled: false }]);
      expect((await signIn(client, account)).body.access_token).toBeDefined();
      expect(outcome(await post('/mfa/disable', proof, own))).toEqual([409, 'RES_003']);
    }
  });
});
