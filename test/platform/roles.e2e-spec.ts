import { eventually } from '@muster/testing';
import type { ApiClient } from '../support/api-client';
import { Installation, type RunningGateway } from '../support/installation';
import { type Member, member, outcome, signIn } from '../support/members';

const ROLES = '/api/v1/security/roles';
const USERS = '/api/v1/admin/users';
const KEYS = '/api/v1/security/api-keys';
const UNKNOWN = '3fa85f64-5717-4562-b3fc-2c963f66afa6';

describe('roles of an organization', () => {
  let installation: Installation;
  let gateway: RunningGateway;
  let other: RunningGateway;
  let admin: Member;
  let ada: Member;

  beforeAll(async () => {
    installation = await Installation.create({ REGISTRATION_ORG: 'personal' });
    [gateway, other] = await Promise.all([installation.startGateway(), installation.startGateway()]);
    admin = await member(gateway.client);
    ada = await colleague();
  });

  afterAll(() => installation.close());

  /** Somebody in the administrator's organization, and nowhere else. */
  async function colleague(role = 'viewer'): Promise<Member> {
    const one = await member(gateway.client);
    await installation.sql(
      `UPDATE membership SET role = $2, owner = false, org_id = (SELECT org_id FROM membership WHERE user_id = $3)
       WHERE user_id = $1`,
      [one.user.id, role, admin.user.id],
    );
    const { body } = await signIn(gateway.client, one.account);
    return { ...one, tokens: body, client: gateway.client.as(body.access_token as string) };
  }

  let names = 0;
  const make = (permissions: string[], more: object = {}, as: ApiClient = admin.client) =>
    as.post(ROLES, { name: `Role ${(names += 1)}`, base: 'viewer', permissions, ...more });
  const assign = (id: string, role: string, as: ApiClient = admin.client) =>
    as.put(`${USERS}/${id}/role`, { role });

  it('are listed with the built-in ones, and so is what they can grant', async () => {
    const { body: made } = await make(['runs:write'], { name: ' Runner ', description: 'Runs things' });
    expect(made).toEqual({
      id: expect.any(String),
      name: 'Runner',
      description: 'Runs things',
      base: 'viewer',
      permissions: ['runs:read', 'runs:write'],
      is_built_in: false,
      created_at: expect.any(String),
      updated_at: expect.any(String),
    });
    const { body } = await admin.client.get(ROLES);
    expect(body.total).toBe(4);
    expect(body.items.slice(0, 3)).toMatchObject([
      { id: 'viewer', is_built_in: true, created_at: null },
      { id: 'operator', is_built_in: true },
      { id: 'admin', is_built_in: true, permissions: expect.arrayContaining(['users:write', 'runs:read']) },
    ]);
    expect(body.items[3]).toEqual(made);
    expect((await admin.client.get(ROLES, { query: { limit: 1, offset: 3 } })).body).toMatchObject({
      items: [made],
      total: 4,
      skip: 3,
    });
    expect((await admin.client.get(`${ROLES}/${made.id}`)).body).toEqual(made);
    const { body: catalogue } = await admin.client.get(`${ROLES}/permissions`, { query: { limit: 200 } });
    expect(catalogue.items).toContainEqual({
      name: 'runs:write',
      description: expect.stringMatching(/\.$/),
      role: 'operator',
      always: false,
    });
    const known = catalogue.items.map(({ name }: { name: string }) => name) as string[];
    expect(known.filter((name) => /^(settings|security|models:write|credentials)/.test(name))).toEqual([]);
  });

  it.each([
    [{ permissions: ['settings:write'] }, 422, 'VAL_001'],
    [{ permissions: ['credentials:read'] }, 422, 'VAL_001'],
    [{ permissions: [7] }, 422, 'VAL_001'],
    [{ base: 'owner' }, 422, 'VAL_001'],
    [{ name: ' ' }, 422, 'VAL_001'],
    [{ name: 'Operator' }, 409, 'RES_002'],
    [{ name: 'rUNNER' }, 409, 'RES_002'],
  ])('are refused as %j', async (change, status, code) => {
    expect(outcome(await make(['runs:read'], change))).toEqual([status, code]);
  });

  it('count for whoever has them, in every gateway, until they have not', async () => {
    const there = other.client.as(ada.tokens.access_token as string);
    expect((await there.get('/api/v1/runs')).status).toBe(200);
    expect((await there.get('/api/v1/admin/audit')).status).toBe(403);
    const { body: role } = await make(['audit:read']);
    const { status, body } = await assign(ada.user.id as string, role.id as string);
    expect([status, body]).toEqual([
      200,
      expect.objectContaining({ role: 'viewer', custom_role: { id: role.id, name: role.name } }),
    ]);
    await eventually(async () => (await there.get('/api/v1/runs')).status === 403);
    expect((await there.get('/api/v1/admin/audit')).status).toBe(200);
    expect((await there.get('/api/v1/auth/me')).body).toMatchObject({ id: ada.user.id, role: 'viewer' });
    const { body: users } = await admin.client.get(USERS);
    expect(users.items.map((one: Member['user']) => [one.id, one.role, one.custom_role?.id ?? null])).toEqual(
      expect.arrayContaining([
        [ada.user.id, 'viewer', role.id],
        [admin.user.id, 'admin', null],
      ]),
    );
    const change = { permissions: ['runs:read'], base: 'operator' };
    expect((await admin.client.put(`${ROLES}/${role.id}`, change)).body).toMatchObject(change);
    await eventually(async () => (await there.get('/api/v1/admin/audit')).status === 403);
    expect((await there.get('/api/v1/auth/me')).body.role).toBe('operator');
    expect((await admin.client.patch(`${ROLES}/${role.id}`, { description: 'x' })).body).toMatchObject({
      ...change,
      description: 'x',
    });
    expect(outcome(await admin.client.delete(`${ROLES}/${role.id}`))).toEqual([409, 'RES_003']);
    const gone = await admin.client.delete(`${ROLES}/${role.id}`, { query: { reassign_to: 'viewer' } });
    expect(gone.status).toBe(204);
    await eventually(async () => (await there.get('/api/documents')).status === 200);
    expect((await admin.client.delete(`${ROLES}/${role.id}`)).status).toBe(404);
  });

  it('bind the scopes of keys, when they are made and when they are used', async () => {
    const bob = await colleague();
    const { body: role } = await make(['audit:read', 'runs:write']);
    await assign(bob.user.id as string, role.id as string);
    const mint = (scopes: string[]) => bob.client.post(KEYS, { name: 'CI', scopes });
    for (const scope of ['admin', 'documents:write', 'users:read'])
      expect([scope, outcome(await mint([scope]))]).toEqual([scope, [403, 'AUTH_005']]);
    const { body: key } = await mint(['write', 'audit:read']);
    const program = gateway.client.as(key.key as string);
    expect((await program.get('/api/v1/admin/audit')).status).toBe(200);
    expect((await program.post('/api/v1/runs', {})).status).toBe(422);
    expect((await program.get('/api/documents')).status).toBe(403);
    await admin.client.put(`${ROLES}/${role.id}`, { permissions: ['audit:read'] });
    expect((await program.post('/api/v1/runs', {})).status).toBe(403);
  });

  it('never lead to more than whoever hands them out has', async () => {
    const clerk = await colleague();
    const { body: role } = await make(['roles:write', 'users:write']);
    await assign(clerk.user.id as string, role.id as string);
    expect(outcome(await make(['audit:read'], {}, clerk.client))).toEqual([403, 'AUTH_005']);
    const more = { permissions: ['audit:read', 'roles:write', 'users:write'] };
    expect(outcome(await clerk.client.put(`${ROLES}/${role.id}`, more))).toEqual([403, 'AUTH_005']);
    expect(outcome(await assign(clerk.user.id as string, 'admin', clerk.client))).toEqual([403, 'AUTH_005']);
    expect(outcome(await assign(admin.user.id as string, 'viewer', clerk.client))).toEqual([403, 'AUTH_005']);
    const account = {
      email: `x-${names}@example.com`,
      password: 'Correct-Horse-7',
      full_name: 'X',
      role: 'admin',
    };
    expect(outcome(await clerk.client.post(USERS, account))).toEqual([403, 'AUTH_005']);
    expect((await clerk.client.get('/api/v1/security')).status).toBe(403);
    expect((await clerk.client.get('/api/v1/settings')).status).toBe(403);
  });

  it('are given by name or id, to members only, and leave an administrator', async () => {
    const eve = await member(gateway.client);
    const { body: foreign } = await make(['runs:read'], {}, eve.client);
    expect(outcome(await assign(eve.user.id as string, 'viewer'))).toEqual([404, 'RES_001']);
    expect(outcome(await assign(ada.user.id as string, foreign.id as string))).toEqual([404, 'RES_001']);
    expect(outcome(await assign(ada.user.id as string, UNKNOWN))).toEqual([404, 'RES_001']);
    expect(outcome(await assign(ada.user.id as string, 'king'))).toEqual([422, 'VAL_001']);
    expect(outcome(await assign(admin.user.id as string, 'operator'))).toEqual([409, 'RES_003']);
    expect((await assign(ada.user.id as string, 'operator')).body).toMatchObject({
      role: 'operator',
      custom_role: null,
    });
  });

  it('let see and steer everybody’s runs only where they say so', async () => {
    const [watcher, worker] = [await colleague(), await colleague('operator')];
    const { body: role } = await make(['runs:write', 'organization-runs:read']);
    await assign(watcher.user.id as string, role.id as string);
    const { body: run } = await worker.client.post('/api/v1/runs', {
      program: 'agent',
      input: { request: 'x' },
    });
    expect((await watcher.client.get(`/api/v1/runs/${run.id}`)).status).toBe(200);
    expect((await watcher.client.post(`/api/v1/runs/${run.id}/cancel`, {})).status).toBe(404);
    expect((await admin.client.post(`/api/v1/runs/${run.id}/cancel`, {})).status).toBe(200);
    await admin.client.put(`${ROLES}/${role.id}`, { permissions: ['runs:write'] });
    expect((await watcher.client.get(`/api/v1/runs/${run.id}`)).status).toBe(404);
  });

  it('are in the audit trail, with what they grant', async () => {
    const { body: role } = await make(['runs:read']);
    await assign(ada.user.id as string, role.id as string);
    await admin.client.delete(`${ROLES}/${role.id}`, { query: { reassign_to: 'viewer' } });
    const newest = async (action: string) =>
      (await admin.client.get('/api/v1/admin/audit', { query: { action, limit: 1 } })).body.items[0];
    expect(await newest('role.create')).toMatchObject({
      resource_id: role.id,
      changes: { permissions: ['runs:read'] },
    });
    expect(await newest('user.assign_role')).toMatchObject({
      resource_id: ada.user.id,
      changes: { role: role.id },
    });
    expect(await newest('role.delete')).toMatchObject({ resource_id: role.id });
  });
});
