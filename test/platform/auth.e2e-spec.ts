import { SecurityPolicy } from '@muster/identity';
import type { ApiClient } from '../support/api-client';
import { Installation, type RunningGateway } from '../support/installation';
import { AUTH, claimsOf, member as memberOf, outcome, stranger, STRONG } from '../support/members';

let installation: Installation;
let gateway: RunningGateway;
let client: ApiClient;

beforeAll(async () => {
  installation = await Installation.create();
  gateway = await installation.startGateway();
  client = gateway.client;
});

afterAll(() => installation.close());

const post = (path: string, body?: object, as = client) => as.post(`${AUTH}${path}`, body);
const member = () => memberOf(client);

describe('registration', () => {
  it('makes an operator and gives no tokens', async () => {
    const account = stranger();
    const { status, body } = await post('/register', account);
    expect(status).toBe(201);
    expect(body).toEqual({
      id: expect.any(String),
      email: account.email,
      email_verified: false,
      full_name: 'Ada Lovelace',
      role: 'operator',
      is_active: true,
      mfa_enabled: false,
      last_login_at: null,
      password_changed_at: expect.any(String),
      created_at: expect.any(String),
      updated_at: expect.any(String),
    });
  });

  it('takes the name from the e-mail when there is none', async () => {
    const { body } = await post(
      '/register',
      stranger({ full_name: undefined, email: 'grace.hopper@example.com' }),
    );
    expect(body.full_name).toBe('grace.hopper');
  });

  it('refuses an e-mail that is taken in any writing', async () => {
    const account = stranger();
    await post('/register', account);
    const again = await post('/register', { ...account, email: account.email.toUpperCase() });
    expect(outcome(again)).toEqual([409, 'RES_002']);
    expect(typeof again.body.detail).toBe('string');
  });

  it('lists every rule that a password breaks', async () => {
    const { status, body } = await post('/register', stranger({ password: 'short' }));
    expect([status, body.error_code, body.error_name]).toEqual([400, 'AUTH_011', 'PASSWORD_TOO_WEAK']);
    expect(body.details.errors.map(({ type }: { type: string }) => type)).toEqual([
      'min_length',
      'require_uppercase',
      'require_numbers',
      'require_special',
    ]);
    expect(body.details.errors[0]).toEqual({
      field: 'password',
      message: 'must have at least 12 characters',
      type: 'min_length',
    });
  });

  it.each([
    ['password', { password: undefined }],
    ['email', { email: undefined }],
    ['email', { email: 'nobody' }],
    ['full_name', { full_name: '' }],
  ])('names a bad %s', async (field, bad) => {
    const { status, body } = await post('/register', stranger(bad));
    expect([status, body.error_code, body.detail[0].loc]).toEqual([422, 'VAL_001', ['body', field]]);
  });

  it('is refused where it is closed', async () => {
    const closed = await installation.startGateway({ REGISTRATION: 'closed' });
    const answer = await post('/register', stranger(), closed.client);
    expect(answer.status).toBe(403);
    await closed.close();
  });
});

describe('a login', () => {
  it('answers a pair of tokens and who it is', async () => {
    const { tokens, user } = await member();
    expect(tokens).toMatchObject({ token_type: 'bearer', expires_in: 1_800, password_expired: false });
    expect(tokens.user).toEqual({
      ...user,
      last_login_at: expect.any(String),
      updated_at: expect.any(String),
    });
    const claims = claimsOf(tokens.access_token);
    expect(claims).toMatchObject({
      sub: user.id,
      role: 'operator',
      type: 'access',
      iss: 'muster',
      aud: 'muster',
    });
    expect([typeof claims.jti, typeof claims.sid, Number(claims.exp) - Number(claims.iat)]).toEqual([
      'string',
      'string',
      1_800,
    ]);
  });

  it('answers an unknown account and a wrong password alike', async () => {
    const { account } = await member();
    const answers = [
      await post('/login', { email: account.email, password: 'wrong' }),
      await post('/login', { email: stranger().email, password: STRONG }),
    ];
    const told = answers.map(({ status, headers, body: { request_id: _, ...body } }) => [
      status,
      headers.get('www-authenticate'),
      body,
    ]);
    expect(told[0]).toEqual(told[1]);
    expect(told[0]?.slice(0, 2)).toEqual([401, 'Bearer']);
    expect(answers[0]?.body.error_code).toBe('AUTH_001');
  });

  it('is locked after five failures, and says for how long', async () => {
    const { account } = await member();
    const login = (password: string) => post('/login', { email: account.email, password });
    for (let failure = 1; failure <= 5; failure += 1) expect((await login('wrong')).status).toBe(401);
    const locked = await login(account.password);
    expect(outcome(locked)).toEqual([423, 'AUTH_006']);
    expect(Number(locked.headers.get('retry-after'))).toBeGreaterThan(800);
  });

  it('tells somebody who is switched off, once the password is right', async () => {
    const { account, user, tokens } = await member();
    await installation.sql('UPDATE app_user SET active = false WHERE id = $1', [user.id]);
    const login = (password: string) => post('/login', { email: account.email, password });
    expect(outcome(await login('wrong'))).toEqual([401, 'AUTH_001']);
    expect(outcome(await login(account.password))).toEqual([403, 'AUTH_007']);
    const other = await installation.startGateway();
    const token = await other.client.get(`${AUTH}/me`, {
      headers: { authorization: `Bearer ${tokens.access_token}` },
    });
    expect(outcome(token)).toEqual([401, 'AUTH_003']);
    await other.close();
  });

  it('says that a password is too old, and lets it in', async () => {
    const { account, user } = await member();
    await installation.sql(
      `UPDATE app_user SET password_changed_at = now() - interval '91 days' WHERE id = $1`,
      [user.id],
    );
    const { status, body } = await post('/login', { email: account.email, password: account.password });
    expect([status, body.password_expired]).toEqual([200, true]);
  });

  it('names what is missing, and takes no broken JSON', async () => {
    const { status, body } = await post('/login', { email: 'ada@example.com' });
    expect([status, body.detail[0].loc]).toEqual([422, ['body', 'password']]);
    const broken = { raw: '{', headers: { 'content-type': 'application/json' } };
    expect((await client.send('POST', `${AUTH}/login`, broken)).status).toBe(400);
  });

  it('is counted by address', async () => {
    const strict = await installation.startGateway({ RATE_LIMIT: 'on', RATE_LIMIT_LOGIN: '2' });
    const answers = [];
    for (let n = 0; n < 3; n += 1)
      answers.push(await post('/login', { email: 'nobody@example.com', password: 'x' }, strict.client));
    expect(answers.map(({ status }) => status)).toEqual([401, 401, 429]);
    expect(answers[0]?.headers.get('x-ratelimit-limit')).toBe('2');
    expect(answers[2]?.body.error_code).toBe('RATE_001');
    await strict.close();
  });
});

describe('my account', () => {
  it('is shown to me, at either spelling of the path', async () => {
    const { user, client: own } = await member();
    const answers = [await own.get(`${AUTH}/me`), await own.get(`${AUTH}/me/`)];
    for (const { status, body } of answers)
      expect([status, body]).toEqual([
        200,
        { ...user, last_login_at: expect.any(String), updated_at: expect.any(String) },
      ]);
    expect((await client.get(`${AUTH}/me`)).status).toBe(401);
  });

  it('takes another name, and ignores what is not mine to change', async () => {
    const { client: own } = await member();
    const { status, body } = await own.put(`${AUTH}/me`, {
      full_name: ' Grace ',
      role: 'admin',
      is_active: false,
    });
    expect([status, body.full_name, body.role, body.is_active]).toEqual([200, 'Grace', 'operator', true]);
  });

  it('takes another e-mail with the current password only', async () => {
    const { client: own, account } = await member();
    const email = stranger().email;
    const put = (body: object) => own.put(`${AUTH}/me`, body);
    expect((await put({ email })).status).toBe(400);
    expect(outcome(await put({ email, current_password: 'wrong' }))).toEqual([400, 'AUTH_001']);
    expect((await put({ email: account.email.toUpperCase() })).status).toBe(200);
    const { status, body } = await put({ email: email.toUpperCase(), current_password: STRONG });
    expect([status, body.email]).toEqual([200, email]);
    const other = await member();
    expect(outcome(await put({ email: other.account.email, current_password: STRONG }))).toEqual([
      409,
      'RES_002',
    ]);
  });
});

describe('a change of the password', () => {
  const change = (own: ApiClient, new_password: string, current_password = STRONG) =>
    post('/change-password', { current_password, new_password }, own);

  it('keeps this session and ends all others, on every door', async () => {
    const { client: own, account } = await member();
    const login = { email: account.email, password: STRONG };
    const { body: elsewhere } = await post('/login', login);
    const { body: steps } = await client.post('/auth/login', { username: account.email, password: STRONG });
    const { status, body } = await change(own, 'Another-Horse-8');
    expect([status, body]).toEqual([200, { detail: 'Password changed', message: 'Password changed' }]);
    expect((await own.get(`${AUTH}/me`)).status).toBe(200);
    for (const token of [elsewhere.access_token, steps.token])
      expect((await client.as(token).get(`${AUTH}/me`)).status).toBe(401);
    expect((await post('/refresh', { refresh_token: elsewhere.refresh_token })).status).toBe(401);
    expect((await post('/login', login)).status).toBe(401);
    expect((await post('/login', { ...login, password: 'Another-Horse-8' })).status).toBe(200);
  });

  it('takes none that is wrong, weak or one of the last five', async () => {
    const { client: own } = await member();
    expect(outcome(await change(own, 'Another-Horse-8', 'wrong'))).toEqual([400, 'AUTH_001']);
    const weak = await change(own, 'nothing special');
    expect([...outcome(weak), weak.body.details.errors[0].field]).toEqual([400, 'AUTH_011', 'new_password']);
    expect(outcome(await change(own, STRONG))).toEqual([400, 'AUTH_012']);
    const taken = [STRONG, ...[1, 2, 3, 4, 5].map((n) => `Another-Horse-${n}`)];
    for (const [index, next] of taken.slice(1).entries())
      expect((await change(own, next, taken[index])).status).toBe(200);
    expect(outcome(await change(own, 'Another-Horse-1', taken[5]))).toEqual([400, 'AUTH_012']);
    expect((await change(own, STRONG, taken[5])).status).toBe(200);
  });

  it('follows the rules of the installation as they are now', async () => {
    const { client: own } = await member();
    const policy = gateway.app.get(SecurityPolicy, { strict: false });
    await policy.update({ passwordPolicy: { requireSpecial: false, historyCount: 0 } });
    expect((await change(own, 'AnotherHorse88')).status).toBe(200);
    await policy.update({ passwordPolicy: { minLength: 20 } });
    expect(outcome(await change(own, 'AnotherHorse88', 'AnotherHorse88'))).toEqual([400, 'AUTH_011']);
    await policy.update({ passwordPolicy: { requireSpecial: true, historyCount: 5, minLength: 12 } });
  });
});
