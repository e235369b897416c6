import { administrator } from '../support/administrator';
import type { ApiClient } from '../support/api-client';
import { Installation, type RunningGateway } from '../support/installation';
import { AUTH, member as memberOf, type Member, outcome, STRONG } from '../support/members';

const KEYS = '/api/v1/security/api-keys';
const UNKNOWN = '3fa85f64-5717-4562-b3fc-2c963f66afa6';

let installation: Installation;
let gateway: RunningGateway;
let ada: Member;

beforeAll(async () => {
  installation = await Installation.create();
  gateway = await installation.startGateway();
  ada = await memberOf(gateway.client);
});

afterAll(() => installation.close());

const create = (client: ApiClient, body: object = {}) => client.post(KEYS, { name: 'CI', ...body });

const withKey = (key: string, header: 'bearer' | 'x-api-key' = 'bearer'): Record<string, string> =>
  header === 'bearer' ? { authorization: `Bearer ${key}` } : { 'x-api-key': key };

const setRole = (member: Member, role: string) =>
  installation.sql('UPDATE membership SET role = $2 WHERE user_id = $1', [member.user.id, role]);

describe('an API key', () => {
  it('is shown once, and then only by its beginning', async () => {
    const { status, body } = await create(ada.client, { scopes: ['read', 'tasks:write'] });
    expect(status).toBe(201);
    expect(body).toEqual({
      id: expect.any(String),
      name: 'CI',
      key: expect.stringMatching(/^ak_[\w-]{43}$/),
      key_prefix: body.key.slice(0, 12),
      scopes: ['read', 'tasks:write'],
      user_id: ada.user.id,
      expires_at: null,
      last_used_at: null,
      rate_limit_per_minute: null,
      revoked: false,
      created_at: expect.any(String),
      message: expect.any(String),
    });
    const { body: list } = await ada.client.get(KEYS);
    const { key, message: _, ...shown } = body;
    expect(list.items).toContainEqual(shown);
    const rows = await installation.sql<{ key_hash: Buffer }>('SELECT * FROM api_key WHERE id = $1', [
      body.id,
    ]);
    expect(JSON.stringify(rows)).not.toContain(key.slice(12));
    expect(rows[0]?.key_hash).toHaveLength(32);
  });

  it('opens every API, as X-API-Key and as bearer', async () => {
    const { body } = await create(ada.client, { scopes: ['write'] });
    for (const header of ['bearer', 'x-api-key'] as const) {
      const headers = withKey(body.key, header);
      for (const path of [`${AUTH}/me`, '/users/me', '/api/tasks', '/api/v1/runs', '/ap/v1/agent/tasks'])
        expect([path, (await gateway.client.get(path, { headers })).status]).toEqual([path, 200]);
    }
    const { body: me } = await gateway.client.get(`${AUTH}/me`, { headers: withKey(body.key) });
    expect(me.id).toBe(ada.user.id);
  });

  it('may have a limit of its own, up to what is usual', async () => {
    const own = (rate_limit_per_minute: number, client = ada.client) =>
      create(client, { rate_limit_per_minute });
    const { body } = await own(42);
    expect(body.rate_limit_per_minute).toBe(42);
    const { body: list } = await ada.client.get(KEYS);
    expect(list.items[0]).toMatchObject({ id: body.id, rate_limit_per_minute: 42 });
    for (const limit of [0, -1, 1.5, 1_000_001]) expect((await own(limit)).status).toBe(422);
    expect(outcome(await own(301))).toEqual([403, 'AUTH_005']);
    expect((await own(301, await administrator(gateway))).status).toBe(201);
  });

  it('is one of a hundred at most', async () => {
    const bob = await memberOf(gateway.client);
    await installation.sql(
      `INSERT INTO api_key (org_id, user_id, name, key_prefix, key_hash, scopes)
       SELECT org_id, user_id, 'CI', 'ak_', sha256(n::text::bytea), '{read}' FROM membership, generate_series(1, 100) n
       WHERE user_id = $1`,
      [bob.user.id],
    );
    expect(outcome(await create(bob.client))).toEqual([409, 'RES_003']);
  });

  it('that is unknown, or no key in the place of keys, opens nothing', async () => {
    for (const headers of [
      withKey(`ak_${'A'.repeat(43)}`),
      withKey('ak_', 'x-api-key'),
      withKey(ada.tokens.access_token, 'x-api-key'),
      { authorization: 'Basic YTpi' },
    ])
      expect((await gateway.client.get(`${AUTH}/me`, { headers })).status).toBe(401);
  });

  it('does within its scopes what its owner may, and nothing else', async () => {
    const reader = gateway.client.as((await create(ada.client)).body.key);
    expect((await reader.get('/api/v1/runs')).status).toBe(200);
    expect(outcome(await reader.post('/api/v1/runs', {}))).toEqual([403, 'AUTH_005']);
    const tasks = gateway.client.as((await create(ada.client, { scopes: ['tasks:write'] })).body.key);
    expect((await tasks.get('/api/tasks')).status).toBe(200);
    expect((await tasks.get('/api/v1/runs')).status).toBe(403);
    const { key } = (await create(ada.client, { scopes: ['write'] })).body;
    const writer = gateway.client.as(key);
    expect((await writer.post('/api/v1/runs', {})).status).toBe(422);
    await setRole(ada, 'viewer');
    // Where nobody remembers what she was.
    const { client, close } = await installation.startGateway();
    expect((await client.post('/api/v1/runs', {}, { headers: withKey(key) })).status).toBe(403);
    await close();
    await setRole(ada, 'operator');
  });

  it('never touches keys, passwords, sessions or second factors', async () => {
    const keys = gateway.client.as((await create(ada.client, { scopes: ['write'] })).body.key);
    const change = { current_password: STRONG, new_password: 'Another-Horse-8' };
    const answers = [
      await keys.get(KEYS),
      await create(keys),
      await keys.delete(`${KEYS}/${UNKNOWN}`),
      await keys.post(`${AUTH}/change-password`, change),
      await keys.put('/users/me/password', { currentPassword: STRONG, newPassword: 'another horse' }),
      await keys.post(`${AUTH}/mfa/setup`, {}),
      await keys.post(`${AUTH}/mfa/verify`, { code: '123456' }),
      await keys.post(`${AUTH}/mfa/disable`, { password: STRONG }),
      await keys.post(`${AUTH}/logout`, {}),
      await keys.get(`${AUTH}/sessions`),
    ];
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 403));
  });

  it('works in its own organization only', async () => {
    const { body } = await create(ada.client);
    const headers = { ...withKey(body.key), 'x-organization-id': UNKNOWN };
    expect((await gateway.client.get('/api/v1/runs', { headers })).status).toBe(404);
  });

  it('ends when it is revoked, in every gateway, and when it expires', async () => {
    const other = await installation.startGateway();
    const { body } = await create(ada.client, { expires_at: new Date(Date.now() + 3_600_000).toISOString() });
    const [here, there] = [gateway.client.as(body.key), other.client.as(body.key)];
    for (const one of [here, there]) expect((await one.get(`${AUTH}/me`)).status).toBe(200);
    const frozen = jest.spyOn(Date, 'now').mockReturnValue(Date.now());
    expect((await ada.client.delete(`${KEYS}/${body.id}`)).status).toBe(204);
    expect(outcome(await here.get(`${AUTH}/me`))).toEqual([401, 'AUTH_004']);
    while ((await there.get(`${AUTH}/me`)).status !== 401) await new Promise((done) => setTimeout(done, 10));
    frozen.mockRestore();
    await other.close();
    const { body: brief } = await create(ada.client, {
      expires_at: new Date(Date.now() + 60_000).toISOString(),
    });
    await gateway.client.as(brief.key).get(`${AUTH}/me`);
    const late = jest.spyOn(Date, 'now').mockReturnValue(Date.now() + 61_000);
    await installation.sql(`UPDATE api_key SET expires_at = now() WHERE id = $1`, [brief.id]);
    expect((await gateway.client.as(brief.key).get(`${AUTH}/me`)).status).toBe(401);
    late.mockRestore();
  });

  it('notes when it was used last', async () => {
    const { body } = await create(ada.client);
    await gateway.client.as(body.key).get(`${AUTH}/me`);
    const { body: list } = await ada.client.get(KEYS);
    const found = list.items.find(({ id }: { id: string }) => id === body.id);
    expect(Date.now() - new Date(found.last_used_at).getTime()).toBeLessThan(60_000);
  });
});

describe('the keys of an organization', () => {
  it('are made within the role of whoever makes them', async () => {
    const bob = await memberOf(gateway.client);
    expect((await create(bob.client, { scopes: ['admin'] })).status).toBe(403);
    expect((await create(bob.client, { scopes: ['write', 'workers:write'] })).status).toBe(201);
    await setRole(bob, 'viewer');
    const { body } = await gateway.client.post(`${AUTH}/login`, {
      email: bob.account.email,
      password: STRONG,
    });
    const viewer = (await installation.startGateway()).client.as(body.access_token);
    for (const scopes of [['write'], ['tasks:write']])
      expect((await create(viewer, { scopes })).status).toBe(403);
    expect((await create(viewer, { scopes: ['tasks:read'] })).status).toBe(201);
  });

  it.each([
    ['an unknown scope', { scopes: ['everything'] }, 400],
    ['an unknown group', { scopes: ['nothing:read'] }, 400],
    ['credentials', { scopes: ['credentials:write'] }, 400],
    ['an unknown verb', { scopes: ['tasks:delete'] }, 400],
    ['no scope', { scopes: [] }, 422],
    ['no name', { name: '' }, 422],
    ['a name too long', { name: 'x'.repeat(101) }, 422],
    ['an expiry that has passed', { expires_at: '2020-01-01T00:00:00Z' }, 422],
    ['an expiry that is none', { expires_at: 'tomorrow' }, 422],
  ])('are not made with %s', async (_, body, status) => {
    expect((await create(ada.client, body)).status).toBe(status);
  });

  it('are everybody’s own, but for administrators', async () => {
    const [bob, admin] = [await memberOf(gateway.client), await memberOf(gateway.client)];
    const { body: hers } = await create(ada.client);
    expect((await bob.client.get(KEYS, { query: { all: true } })).body.total).toBe(0);
    expect((await bob.client.delete(`${KEYS}/${hers.id}`)).status).toBe(404);
    await setRole(admin, 'admin');
    const { client } = await installation.startGateway();
    const as = client.as(admin.tokens.access_token);
    expect((await as.get(KEYS)).body.total).toBe(0);
    const { body: all } = await as.get(KEYS, { query: { all: true, limit: 1, skip: 0 } });
    expect([all.items[0].id, all.limit, all.offset, all.skip]).toEqual([hers.id, 1, 0, 0]);
    expect((await as.delete(`${KEYS}/${hers.id}`)).status).toBe(204);
    expect((await as.delete(`${KEYS}/${hers.id}`)).status).toBe(404);
    expect((await as.get(KEYS, { query: { limit: 201 } })).status).toBe(422);
    expect((await as.delete(`${KEYS}/nonsense`)).status).toBe(422);
  });
});
