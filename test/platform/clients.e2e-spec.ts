import { administrator } from '../support/administrator';
import type { ApiClient } from '../support/api-client';
import { Installation, type RunningGateway } from '../support/installation';
import { member, outcome } from '../support/members';
import { CLIENTS, type Program, program, tokenFor } from '../protocols/oauth/programs';

const ROLES = '/api/v1/security/roles';
const UNKNOWN = '3fa85f64-5717-4562-b3fc-2c963f66afa6';

let installation: Installation;
let gateway: RunningGateway;
let admin: ApiClient;

beforeAll(async () => {
  installation = await Installation.create();
  gateway = await installation.startGateway();
  admin = await administrator(gateway);
});

afterAll(() => installation.close());

const works = async (token: string, { client } = gateway): Promise<boolean> =>
  (await client.as(token).get('/api/v1/runs')).status === 200;

const signIn = async (one: Program): Promise<string> =>
  (await tokenFor(gateway.client, one)).body.access_token as string;

const isRefused = async (one: Program): Promise<boolean> =>
  (await tokenFor(gateway.client, one)).status === 401;

describe('a client', () => {
  it('is made with a secret that is shown once and stored nowhere', async () => {
    const { status, body } = await admin.post(CLIENTS, {
      name: 'nightly',
      description: 'builds',
      scopes: ['tasks:write', 'read'],
    });
    expect(status).toBe(201);
    const { client_secret: secret, ...shown } = body;
    expect(secret).toMatch(/^cs_[\w-]{43}$/);
    expect(shown).toMatchObject({
      client_id: body.id,
      description: 'builds',
      role: 'operator',
      custom_role: null,
      scopes: ['tasks:write', 'read'],
      enabled: true,
      last_used_at: null,
      secrets: [{ prefix: secret.slice(0, 12), expires_at: null }],
    });
    expect((await admin.get(`${CLIENTS}/${body.id}`)).body).toEqual(shown);
    const rows = await installation.sql('SELECT * FROM oauth_client_secret WHERE client_id = $1', [body.id]);
    const entries = await installation.sql('SELECT * FROM audit_entry');
    expect(JSON.stringify([rows, entries])).not.toContain(secret.slice(12));
  });

  it('is listed with the others, newest first, in pages', async () => {
    const [first, second] = [await program(admin, { name: 'one' }), await program(admin, { name: 'two' })];
    const { body } = await admin.get(CLIENTS, { query: { limit: 2 } });
    expect(body.items.map(({ id }: Program & { id: string }) => id)).toEqual([second.id, first.id]);
    expect(body.total).toBeGreaterThan(2);
    const { body: next } = await admin.get(CLIENTS, { query: { limit: 1, offset: 1 } });
    expect(next.items[0].id).toBe(first.id);
    expect((await admin.get(CLIENTS, { query: { limit: 0 } })).status).toBe(422);
  });

  it.each([
    ['without a name', { name: '' }, 422],
    ['with an unknown role', { role: 'owner' }, 422],
    ['with a role that the organization does not have', { role: UNKNOWN }, 404],
    ['with an unknown scope', { scopes: ['everything'] }, 400],
    ['with a scope above its role', { role: 'viewer', scopes: ['write'] }, 403],
    ['with the scope of an administrator that it is not', { scopes: ['admin'] }, 403],
    ['with credentials in its scopes', { scopes: ['credentials:write'] }, 400],
    ['with clients in its scopes', { scopes: ['clients:write'] }, 400],
    ['without any scope', { scopes: [] }, 422],
  ])('is not made %s', async (_, body, status) => {
    expect((await admin.post(CLIENTS, { name: 'x', ...body })).status).toBe(status);
  });

  it('is for administrators who signed in', async () => {
    const one = await program(admin);
    const { client } = await member(gateway.client);
    const { body: key } = await admin.post('/api/v1/security/api-keys', {
      name: 'all',
      scopes: ['admin', 'write'],
    });
    for (const other of [client, gateway.client.as(key.key)])
      for (const answer of [
        await other.get(CLIENTS),
        await other.post(CLIENTS, { name: 'x' }),
        await other.post(`${CLIENTS}/${one.id}/rotate-secret`, {}),
        await other.delete(`${CLIENTS}/${one.id}`),
      ])
        expect(outcome(answer)).toEqual([403, 'AUTH_005']);
    for (const answer of [
      await admin.get(`${CLIENTS}/${UNKNOWN}`),
      await admin.patch(`${CLIENTS}/${UNKNOWN}`, {}),
      await admin.post(`${CLIENTS}/${UNKNOWN}/rotate-secret`, {}),
      await admin.delete(`${CLIENTS}/${UNKNOWN}`),
    ])
      expect(answer.status).toBe(404);
  });

  it('says when it last got a token', async () => {
    const one = await program(admin);
    await signIn(one);
    const { body } = await admin.get(`${CLIENTS}/${one.id}`);
    expect(Date.now() - new Date(body.last_used_at).getTime()).toBeLessThan(60_000);
  });
});

describe('the tokens of a client', () => {
  it('end at once in every gateway when it is switched off, and stay ended when it is on again', async () => {
    const one = await program(admin);
    const other = await installation.startGateway();
    const token = await signIn(one);
    expect([await works(token), await works(token, other)]).toEqual([true, true]);
    const frozen = jest.spyOn(Date, 'now').mockReturnValue(Date.now());
    await admin.patch(`${CLIENTS}/${one.id}`, { enabled: false });
    expect(await works(token)).toBe(false);
    while (await works(token, other)) await new Promise((done) => setTimeout(done, 10));
    frozen.mockRestore();
    await other.close();
    expect(await isRefused(one)).toBe(true);
    await admin.patch(`${CLIENTS}/${one.id}`, { enabled: true });
    expect(await works(token)).toBe(false);
    expect(await works(await signIn(one))).toBe(true);
  });

  it('end when it is removed, while what it made keeps its name', async () => {
    const one = await program(admin, { scopes: ['write'] });
    const token = await signIn(one);
    const run = { program: 'agent', input: { request: 'hello' } };
    const { body: made } = await gateway.client.as(token).post('/api/v1/runs', run);
    expect((await admin.delete(`${CLIENTS}/${one.id}`)).status).toBe(204);
    expect([await works(token), await isRefused(one)]).toEqual([false, true]);
    expect((await admin.get(`${CLIENTS}/${one.id}`)).status).toBe(404);
    const [owner] = await installation.sql(
      'SELECT name, active FROM app_user WHERE id = (SELECT user_id FROM run WHERE id = $1)',
      [made.id],
    );
    expect(owner).toEqual({ name: 'nightly', active: false });
    const { body: users } = await admin.get('/api/v1/admin/users', { query: { limit: 200 } });
    expect(JSON.stringify(users)).not.toContain(one.user_id);
  });

  it('end with the secret that they were got by', async () => {
    const one = await program(admin);
    const token = await signIn(one);
    const { status, body: next } = await admin.post(`${CLIENTS}/${one.id}/rotate-secret`, {});
    expect(status).toBe(200);
    expect(next.secrets).toHaveLength(1);
    expect(next.client_secret).not.toBe(one.client_secret);
    expect([await works(token), await isRefused(one)]).toEqual([false, true]);
    expect(await works(await signIn(next))).toBe(true);
  });

  it('outlast a change of the secret by the overlap that is asked for, and no longer', async () => {
    const one = await program(admin);
    const path = `${CLIENTS}/${one.id}/rotate-secret`;
    const token = await signIn(one);
    const { body: next } = await admin.post(path, { overlap_minutes: 10 });
    expect(next.secrets).toHaveLength(2);
    const left = new Date(next.secrets[0].expires_at).getTime() - Date.now();
    expect(Math.round(left / 60_000)).toBe(10);
    expect(await works(token)).toBe(true);
    const [late, young] = [await signIn(one), await signIn(next)];
    await installation.sql('UPDATE oauth_client_secret SET expires_at = now() WHERE id = $1', [
      next.secrets[0].id,
    ]);
    // Where nobody remembers them.
    const fresh = await installation.startGateway();
    expect([await works(late, fresh), await works(young, fresh)]).toEqual([false, true]);
    await fresh.close();
    expect(await isRefused(one)).toBe(true);
    const { body: third } = await admin.post(path, { overlap_minutes: 10 });
    const { body: fourth } = await admin.post(path, { overlap_minutes: 10 });
    expect(fourth.secrets).toHaveLength(2);
    expect([await isRefused(next), await isRefused(third), await isRefused(fourth)]).toEqual([
      true,
      false,
      false,
    ]);
    for (const overlap_minutes of [-1, 7 * 24 * 60 + 1])
      expect((await admin.post(path, { overlap_minutes })).status).toBe(422);
  });

  it('end when what they may do changes', async () => {
    const one = await program(admin, { scopes: ['write'] });
    const before = await signIn(one);
    const { body } = await admin.patch(`${CLIENTS}/${one.id}`, { role: 'viewer', scopes: ['read'] });
    expect(body).toMatchObject({ role: 'viewer', scopes: ['read'] });
    expect(await works(before)).toBe(false);
    const after = gateway.client.as(await signIn(one));
    expect((await after.post('/api/v1/runs', {})).status).toBe(403);
    const kept = await signIn(one);
    await admin.patch(`${CLIENTS}/${one.id}`, { name: 'weekly', description: '' });
    expect(await works(kept)).toBe(true);
    const { body: users } = await admin.get('/api/v1/admin/users', { query: { limit: 200 } });
    expect(users.items).toContainEqual(expect.objectContaining({ id: one.user_id, full_name: 'weekly' }));
  });

  it('are refused for scopes that a lower role does not have', async () => {
    const one = await program(admin, { scopes: ['write'] });
    const refused = await admin.patch(`${CLIENTS}/${one.id}`, { role: 'viewer', scopes: ['write'] });
    expect(refused.status).toBe(403);
    expect((await admin.get(`${CLIENTS}/${one.id}`)).body.role).toBe('operator');
  });
});

describe('a program with a role of the organization', () => {
  let names = 0;
  const role = async (...permissions: string[]): Promise<{ id: string; name: string }> => {
    const name = `Reader ${(names += 1)}`;
    const { body } = await admin.post(ROLES, { name, base: 'viewer', permissions });
    return { id: body.id as string, name };
  };
  const statuses = async (token: string): Promise<number[]> => {
    const client = gateway.client.as(token);
    return [(await client.get('/api/v1/admin/audit')).status, (await client.get('/api/v1/runs')).status];
  };

  it('may do what that grants, as far as its scopes go, and shows it', async () => {
    const auditor = await role('audit:read');
    const one = await program(admin, { role: auditor.id, scopes: ['audit:read', 'read'] });
    expect(one).toMatchObject({ role: 'viewer', custom_role: auditor });
    expect((await admin.get(`${CLIENTS}/${one.id}`)).body.custom_role).toEqual(auditor);
    const { body: users } = await admin.get('/api/v1/admin/users', { query: { limit: 200 } });
    expect(users.items).toContainEqual(expect.objectContaining({ id: one.user_id, custom_role: auditor }));
    expect(await statuses(await signIn(one))).toEqual([200, 403]);
    const narrow = await program(admin, { role: auditor.id });
    expect(await statuses(await signIn(narrow))).toEqual([403, 403]);
  });

  it('has no scope above it', async () => {
    const { id } = await role('audit:read');
    const body = { name: 'x', role: id, scopes: ['users:read'] };
    expect((await admin.post(CLIENTS, body)).status).toBe(403);
    const one = await program(admin, { role: 'admin', scopes: ['users:read'] });
    const path = `${CLIENTS}/${one.id}`;
    expect((await admin.patch(path, { role: id, scopes: ['users:read'] })).status).toBe(403);
    expect((await admin.get(path)).body).toMatchObject({ role: 'admin', custom_role: null });
  });

  it('loses its tokens when it gets another one, or the role changes', async () => {
    const [auditor, runner] = [await role('audit:read'), await role('runs:read')];
    const one = await program(admin, { role: auditor.id, scopes: ['audit:read', 'read'] });
    const holds = async (token: string): Promise<boolean> =>
      (await gateway.client.as(token).get('/api/v1/runs')).status !== 401;
    const first = await signIn(one);
    const { body } = await admin.patch(`${CLIENTS}/${one.id}`, { role: runner.id });
    expect(body).toMatchObject({ role: 'viewer', custom_role: runner });
    const second = await signIn(one);
    expect([await holds(first), await statuses(second)]).toEqual([false, [403, 200]]);
    await admin.put(`${ROLES}/${runner.id}`, { permissions: ['audit:read'] });
    const third = await signIn(one);
    expect([await holds(second), await statuses(third)]).toEqual([false, [200, 403]]);
    expect((await admin.delete(`${ROLES}/${runner.id}`)).status).toBe(409);
    const instead = { query: { reassign_to: 'operator' } };
    expect((await admin.delete(`${ROLES}/${runner.id}`, instead)).status).toBe(204);
    expect([await holds(third), await statuses(await signIn(one))]).toEqual([false, [403, 200]]);
    expect((await admin.get(`${CLIENTS}/${one.id}`)).body).toMatchObject({
      role: 'operator',
      custom_role: null,
    });
  });
});

describe('programs in an organization', () => {
  it('do not count as administrators who could stay alone', async () => {
    const ada = await member(gateway.client);
    await installation.sql(
      `WITH made AS (INSERT INTO organization (name, slug) VALUES ('Ada', 'ada') RETURNING id)
       INSERT INTO membership (user_id, org_id, role, owner) SELECT $1, id, 'admin', true FROM made`,
      [ada.user.id],
    );
    const [org] = await installation.sql<{ id: string }>(`SELECT id FROM organization WHERE slug = 'ada'`);
    const as = ada.client.with({ 'x-organization-id': String(org?.id) });
    await program(as, { role: 'admin', scopes: ['admin'] });
    const demoted = await as.put(`/api/v1/admin/users/${ada.user.id}/role`, { role: 'viewer' });
    expect([demoted.status, demoted.body.details.reason]).toEqual([409, 'last_admin']);
  });

  it('are no people whom somebody could remove or give another role', async () => {
    const one = await program(admin);
    expect((await admin.delete(`/orgs/users/${one.user_id}`)).status).toBe(403);
    const promoted = await admin.put(`/api/v1/admin/users/${one.user_id}/role`, { role: 'admin' });
    expect(promoted.status).toBe(404);
    expect(await works(await signIn(one))).toBe(true);
  });
});
