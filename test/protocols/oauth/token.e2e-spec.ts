import { administrator } from '../../support/administrator';
import type { ApiClient, ApiResponse } from '../../support/api-client';
import { Installation, type RunningGateway } from '../../support/installation';
import { claimsOf } from '../../support/members';
import { basic, postForm, type Program, program, tokenFor } from './programs';

const METADATA = '/.well-known/oauth-authorization-server';

let installation: Installation;
let gateway: RunningGateway;
let admin: ApiClient;

beforeAll(async () => {
  installation = await Installation.create();
  gateway = await installation.startGateway();
  admin = await administrator(gateway);
});

afterAll(() => installation.close());

const refusal = ({ status, body }: ApiResponse): [number, string] => [status, body.error];

const token = (fields: Record<string, string> | string, headers: Record<string, string> = {}) =>
  postForm(gateway.client, '/oauth/token', fields, headers);

const GRANT = { grant_type: 'client_credentials' };

describe('the token endpoint', () => {
  let one: ApiResponse['body'] & Program;

  beforeAll(async () => {
    one = await program(admin, { scopes: ['read', 'tasks:write'] });
  });

  it('answers a short token to credentials in the form and in the header', async () => {
    for (const answer of [await tokenFor(gateway.client, one), await token(GRANT, basic(one))]) {
      expect(answer.status).toBe(200);
      expect(answer.headers.get('cache-control')).toBe('no-store');
      expect(answer.body).toEqual({
        access_token: expect.any(String),
        token_type: 'Bearer',
        expires_in: 900,
        scope: 'read tasks:write',
      });
      const claims = claimsOf(answer.body.access_token);
      expect(claims).toMatchObject({ type: 'client', client_id: one.client_id, scope: 'read tasks:write' });
      expect(claims).not.toHaveProperty('sid');
    }
  });

  it('takes the lifetime from the setting', async () => {
    const { client, close } = await installation.startGateway({ CLIENT_TOKEN_TTL: '60' });
    const { body } = await tokenFor(client, one);
    expect(body.expires_in).toBe(60);
    const { iat, exp } = claimsOf(body.access_token) as { iat: number; exp: number };
    expect(exp - iat).toBe(60);
    await close();
  });

  it('narrows to the scope that is asked for, and gives no more than there is', async () => {
    const { body } = await tokenFor(gateway.client, one, { scope: 'tasks:read runs:read tasks:read' });
    expect(body.scope).toBe('tasks:read runs:read');
    const narrow = gateway.client.as(body.access_token);
    expect((await narrow.get('/api/tasks')).status).toBe(200);
    expect((await narrow.get('/api/v1/runs')).status).toBe(200);
    expect((await narrow.get('/api/v1/documents/3fa85f64-5717-4562-b3fc-2c963f66afa6')).status).toBe(403);
    for (const scope of ['write', 'admin', 'runs:write', 'users:read', 'clients:read', 'nonsense', ' ', '"'])
      expect([scope, ...refusal(await tokenFor(gateway.client, one, { scope }))]).toEqual([
        scope,
        400,
        'invalid_scope',
      ]);
  });

  it.each([
    ['a wrong secret', { client_secret: `cs_${'A'.repeat(43)}` }],
    ['no such client', { client_id: '3fa85f64-5717-4562-b3fc-2c963f66afa6' }],
    ['an id of another form', { client_id: 'nightly' }],
    ['an empty secret', { client_secret: '' }],
  ])('refuses %s in the same words, and says how to do better', async (_, wrong) => {
    for (const answer of [
      await tokenFor(gateway.client, { ...one, ...wrong }),
      await token(GRANT, basic({ ...one, ...wrong })),
    ]) {
      expect(refusal(answer)).toEqual([401, 'invalid_client']);
      expect(answer.headers.get('www-authenticate')).toMatch(/^Basic realm=/);
      expect(answer.headers.get('cache-control')).toBe('no-store');
      expect(answer.body).toEqual({
        error: 'invalid_client',
        error_description: 'The client is not known, or its secret is not right',
      });
    }
  });

  it('refuses whoever proves nothing, or in a way that it does not know', async () => {
    for (const headers of [
      {},
      { authorization: 'Basic !!!' },
      { authorization: `Bearer ${'x'.repeat(30)}` },
      { authorization: `Basic ${Buffer.from('%E0:x').toString('base64')}` },
    ])
      expect(refusal(await token(GRANT, headers as Record<string, string>))).toEqual([401, 'invalid_client']);
  });

  it('refuses a client that proves itself twice at once', async () => {
    const { client_id, client_secret } = one;
    const twice = { ...GRANT, client_id, client_secret };
    expect(refusal(await token(twice, basic(one)))).toEqual([400, 'invalid_request']);
    const other = { ...GRANT, client_id: '3fa85f64-5717-4562-b3fc-2c963f66afa6' };
    expect(refusal(await token(other, basic(one)))).toEqual([400, 'invalid_request']);
    expect((await token({ ...GRANT, client_id }, basic(one))).status).toBe(200);
  });

  it('knows one grant, wants it named once, and reads forms only', async () => {
    for (const grant_type of ['password', 'authorization_code', 'refresh_token', ''])
      expect(refusal(await token({ grant_type }, basic(one)))).toEqual([400, 'unsupported_grant_type']);
    expect(refusal(await token({}, basic(one)))).toEqual([400, 'invalid_request']);
    const doubled = 'grant_type=client_credentials&grant_type=password';
    expect(refusal(await token(doubled, basic(one)))).toEqual([400, 'invalid_request']);
    const json = await gateway.client.post('/oauth/token', GRANT, { headers: basic(one) });
    expect(refusal(json)).toEqual([400, 'invalid_request']);
    expect((await gateway.client.get('/oauth/token')).status).toBe(405);
  });

  it('notes in the trail who got a token, and who did not', async () => {
    await tokenFor(gateway.client, one);
    await tokenFor(gateway.client, { ...one, client_secret: 'wrong' });
    const { body } = await admin.get('/api/v1/admin/audit', { query: { action: 'auth.client_token' } });
    expect(body.items[0]).toMatchObject({ actor_id: one.user_id, action: 'auth.client_token' });
    const failures = await installation.sql<{ details: object }>(
      `SELECT details FROM audit_entry WHERE action = 'auth.client_token_failed'`,
    );
    expect(JSON.stringify(failures)).toContain(one.client_id);
    expect(JSON.stringify(failures)).toContain('invalid_client');
  });
});

describe('revocation', () => {
  it('ends a token at once, in every gateway, and says the same of one that is over', async () => {
    const one = await program(admin);
    const other = await installation.startGateway();
    const { access_token } = (await tokenFor(gateway.client, one)).body;
    const [here, there] = [gateway.client.as(access_token), other.client.as(access_token)];
    for (const client of [here, there]) expect((await client.get('/api/v1/runs')).status).toBe(200);
    const frozen = jest.spyOn(Date, 'now').mockReturnValue(Date.now());
    for (let times = 0; times < 2; times += 1) {
      const answer = await postForm(gateway.client, '/oauth/revoke', { token: access_token }, basic(one));
      expect([answer.status, answer.body]).toEqual([200, undefined]);
    }
    expect((await here.get('/api/v1/runs')).status).toBe(401);
    while ((await there.get('/api/v1/runs')).status !== 401)
      await new Promise((done) => setTimeout(done, 10));
    frozen.mockRestore();
    await other.close();
  });

  it('is for the client’s own tokens, and for clients', async () => {
    const [one, other] = [await program(admin), await program(admin)];
    const { access_token } = (await tokenFor(gateway.client, one)).body;
    const revoke = (fields: Record<string, string>, headers: Record<string, string>) =>
      postForm(gateway.client, '/oauth/revoke', fields, headers);
    expect(refusal(await revoke({ token: access_token }, basic(other)))).toEqual([400, 'invalid_request']);
    expect(refusal(await revoke({ token: access_token }, {}))).toEqual([401, 'invalid_client']);
    expect(refusal(await revoke({}, basic(one)))).toEqual([400, 'invalid_request']);
    expect((await revoke({ token: 'nonsense' }, basic(one))).status).toBe(200);
    const { token: session } = await gateway.person();
    expect((await revoke({ token: session }, basic(one))).status).toBe(200);
    expect((await gateway.client.as(session).get('/api/v1/runs')).status).toBe(200);
    expect((await gateway.client.as(access_token).get('/api/v1/runs')).status).toBe(200);
  });
});

describe('the metadata', () => {
  it('names what there is, under the address that was asked', async () => {
    const { status, body } = await gateway.client.get(METADATA);
    expect(status).toBe(200);
    expect(body).toEqual({
      issuer: gateway.url,
      token_endpoint: `${gateway.url}/oauth/token`,
      revocation_endpoint: `${gateway.url}/oauth/revoke`,
      token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post'],
      revocation_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post'],
      grant_types_supported: ['client_credentials'],
      response_types_supported: [],
      scopes_supported: ['read', 'write', 'admin'],
    });
  });

  it('names the address that the operator set', async () => {
    const { client, close } = await installation.startGateway({ PUBLIC_URL: 'https://muster.example' });
    expect((await client.get(METADATA)).body.issuer).toBe('https://muster.example');
    await close();
  });

  it.each(['ClientSecretBasic', 'ClientSecretPost'] as const)(
    'is enough for another client library, with %s',
    async (method) => {
      const library = await import('openid-client');
      const one = await program(admin, { scopes: ['read'] });
      const config = await library.discovery(
        new URL(gateway.url),
        one.client_id,
        undefined,
        library[method](one.client_secret),
        { algorithm: 'oauth2', execute: [library.allowInsecureRequests] },
      );
      const issued = await library.clientCredentialsGrant(config, { scope: 'runs:read' });
      expect(issued).toMatchObject({ token_type: 'bearer', expires_in: 900, scope: 'runs:read' });
      const as = gateway.client.as(issued.access_token);
      expect((await as.get('/api/v1/runs')).status).toBe(200);
      await library.tokenRevocation(config, issued.access_token);
      expect((await as.get('/api/v1/runs')).status).toBe(401);
      const wrong = await library.discovery(
        new URL(gateway.url),
        one.client_id,
        undefined,
        library[method]('wrong'),
        { algorithm: 'oauth2', execute: [library.allowInsecureRequests] },
      );
      await expect(library.clientCredentialsGrant(wrong)).rejects.toMatchObject({ status: 401 });
    },
  );
});
