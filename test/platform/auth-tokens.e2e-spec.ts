import { randomUUID } from 'node:crypto';
import type { ApiClient } from '../support/api-client';
import { Installation, type RunningGateway } from '../support/installation';
import { AUTH, claimsOf, member as memberOf, outcome, STRONG } from '../support/members';

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

describe('a refresh token', () => {
  const refresh = (refresh_token: unknown) => post('/refresh', { refresh_token });

  it('is exchanged for a new pair of the same session', async () => {
    const { tokens } = await member();
    const { status, body } = await refresh(tokens.refresh_token);
    expect(status).toBe(200);
    expect(Object.keys(body).sort()).toEqual(['access_token', 'expires_in', 'refresh_token', 'token_type']);
    expect(body.refresh_token).not.toBe(tokens.refresh_token);
    expect(claimsOf(body.access_token).sid).toBe(claimsOf(tokens.access_token).sid);
    expect((await client.as(body.access_token).get(`${AUTH}/me`)).status).toBe(200);
  });

  it('ends the whole session when it is used again', async () => {
    const { tokens, client: own } = await member();
    const { body: next } = await refresh(tokens.refresh_token);
    const again = await refresh(tokens.refresh_token);
    expect([...outcome(again), again.body.error_name]).toEqual([401, 'AUTH_010', 'REFRESH_TOKEN_INVALID']);
    expect(outcome(await refresh(next.refresh_token))).toEqual([401, 'AUTH_010']);
    for (const one of [own, client.as(next.access_token)])
      expect(outcome(await one.get(`${AUTH}/me`))).toEqual([401, 'AUTH_003']);
  });

  it.each(['', 'nonsense', 'rt_' + 'A'.repeat(43)])('%p is none', async (token) => {
    expect(outcome(await refresh(token))).toEqual([401, 'AUTH_010']);
  });

  it('is no access token, nor the other way round', async () => {
    const { tokens } = await member();
    expect((await client.as(tokens.refresh_token).get(`${AUTH}/me`)).status).toBe(401);
    expect(outcome(await refresh(tokens.access_token))).toEqual([401, 'AUTH_010']);
    expect((await refresh(undefined)).status).toBe(422);
  });
});

describe('a logout', () => {
  it('ends the access token and the refresh token', async () => {
    const { client: own, tokens } = await member();
    const { status, body } = await post('/logout', undefined, own);
    expect([status, body]).toEqual([200, { detail: 'Logged out', message: 'Logged out' }]);
    expect(outcome(await own.get(`${AUTH}/me`))).toEqual([401, 'AUTH_003']);
    expect(outcome(await post('/refresh', { refresh_token: tokens.refresh_token }))).toEqual([
      401,
      'AUTH_010',
    ]);
  });

  it('takes along another session of mine whose refresh token I send, and nobody else’s', async () => {
    const [one, other] = [await member(), await member()];
    const { body: second } = await post('/login', { email: one.account.email, password: STRONG });
    await post('/logout', { refresh_token: second.refresh_token }, one.client);
    expect((await client.as(second.access_token).get(`${AUTH}/me`)).status).toBe(401);
    const { body: third } = await post('/login', { email: one.account.email, password: STRONG });
    await post('/logout', { refresh_token: other.tokens.refresh_token }, client.as(third.access_token));
    expect((await other.client.get(`${AUTH}/me`)).status).toBe(200);
  });

  it('is heard by every gateway at once', async () => {
    const other = await installation.startGateway();
    const { client: own, tokens } = await member();
    const elsewhere = other.client.as(tokens.access_token);
    expect((await elsewhere.get(`${AUTH}/me`)).status).toBe(200);
    const frozen = jest.spyOn(Date, 'now').mockReturnValue(Date.now());
    await post('/logout', {}, own);
    while ((await elsewhere.get(`${AUTH}/me`)).status !== 401)
      await new Promise((done) => setTimeout(done, 10));
    frozen.mockRestore();
    await other.close();
  });
});

describe('signing in again', () => {
  const works = async (token: string) => (await client.as(token).get(`${AUTH}/me`)).status === 200;

  it('from a session of mine ends that one, by whichever door, and no other', async () => {
    const { account, tokens } = await member();
    const { body: other } = await post('/login', { email: account.email, password: STRONG });
    const credentials = { email: account.email, password: STRONG };
    const { body: next } = await post('/login', credentials, client.as(tokens.access_token));
    expect([await works(tokens.access_token), await works(other.access_token)]).toEqual([false, true]);
    expect((await post('/refresh', { refresh_token: tokens.refresh_token })).status).toBe(401);
    const steps = { username: account.email, password: STRONG };
    const { body: last } = await client.as(next.access_token).post('/auth/login', steps);
    expect([await works(next.access_token), await works(last.token)]).toEqual([false, true]);
  });

  it('ends nothing of somebody else, nor when it fails', async () => {
    const [me, other] = [await member(), await member()];
    await post('/login', { email: me.account.email, password: STRONG }, other.client);
    await post('/login', { email: other.account.email, password: 'wrong' }, other.client);
    expect(await works(other.tokens.access_token)).toBe(true);
  });
});

describe('switching', () => {
  it('goes on in another organization of mine, with new tokens for it', async () => {
    const { client: own, tokens, user } = await member();
    const [team] = await installation.sql<{ id: string }>(
      `INSERT INTO organization (name, slug) VALUES ('Engines', $1) RETURNING id`,
      [randomUUID()],
    );
    const organization_id = team?.id;
    expect((await post('/switch', { organization_id }, own)).status).toBe(404);
    await installation.sql(`INSERT INTO membership (user_id, org_id, role) VALUES ($1, $2, 'admin')`, [
      user.id,
      organization_id,
    ]);
    const { status, body } = await post('/switch', { organization_id }, own);
    expect([status, body]).toMatchObject([200, { organization_id, role: 'admin', token_type: 'bearer' }]);
    const { body: next } = await post('/refresh', { refresh_token: tokens.refresh_token });
    expect(claimsOf(next.access_token)).toMatchObject({ org: organization_id, role: 'admin' });
    expect((await client.as(body.access_token).get(`${AUTH}/me`)).body.role).toBe('admin');
    expect((await post('/switch', {}, own)).status).toBe(422);
  });
});

describe('a token', () => {
  it('that is missing, forged or of another kind opens nothing', async () => {
    const { tokens } = await member();
    const [, payload, signature] = String(tokens.access_token).split('.');
    const none = Buffer.from(JSON.stringify({ alg: 'none', typ: 'JWT' })).toString('base64url');
    for (const token of [
      `${none}.${payload}.`,
      `${none}.${payload}.${signature}`,
      'nonsense',
      tokens.refresh_token,
    ]) {
      const answer = await client.as(token).get(`${AUTH}/me`);
      expect([...outcome(answer), answer.headers.get('www-authenticate')]).toEqual([
        401,
        'AUTH_004',
        'Bearer',
      ]);
    }
  });

  it('of one door opens the other', async () => {
    const { client: own, account } = await member();
    expect((await own.get('/users/me')).status).toBe(200);
    const { body } = await client.post('/auth/login', { username: account.email, password: STRONG });
    expect((await client.as(body.token).get(`${AUTH}/me`)).status).toBe(200);
  });

  it('cannot be checked while the database is away: 503, and never in', async () => {
    const cut = await installation.startGateway();
    const { tokens } = await member();
    const { Pool } = jest.requireActual<typeof import('pg')>('pg');
    const pool = cut.app.get(Pool);
    const failing = jest.spyOn(pool, 'query').mockImplementation(() => {
      throw Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
    });
    const answer = await cut.client.as(tokens.access_token).get(`${AUTH}/me`);
    expect(outcome(answer)).toEqual([503, 'SVC_001']);
    failing.mockRestore();
    await cut.close();
  });
});
