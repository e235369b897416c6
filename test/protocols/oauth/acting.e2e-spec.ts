import { administrator } from '../../support/administrator';
import type { ApiClient } from '../../support/api-client';
import { Installation, type RunningGateway } from '../../support/installation';
import { AUTH } from '../../support/members';
import { CLIENTS, program, tokenFor } from './programs';

let installation: Installation;
let gateway: RunningGateway;
let admin: ApiClient;

beforeAll(async () => {
  installation = await Installation.create();
  gateway = await installation.startGateway();
  admin = await administrator(gateway);
});

afterAll(() => installation.close());

describe('a program', () => {
  it('works as a member of its organization, within role and scopes, and owns what it makes', async () => {
    const one = await program(admin, { scopes: ['write'] });
    const { access_token } = (await tokenFor(gateway.client, one)).body;
    const as = gateway.client.as(access_token);
    const { body: me } = await as.get(`${AUTH}/me`);
    expect(me).toMatchObject({ id: one.user_id, full_name: 'nightly', role: 'operator' });
    const run = await as.post('/api/v1/runs', { program: 'agent', input: { request: 'hello' } });
    expect(run.status).toBe(201);
    const [row] = await installation.sql('SELECT user_id, org_id FROM run WHERE id = $1', [run.body.id]);
    const [member] = await installation.sql('SELECT org_id FROM membership WHERE user_id = $1', [
      one.user_id,
    ]);
    expect(row).toEqual({ user_id: one.user_id, org_id: member?.org_id });
    const viewer = await program(admin, { scopes: ['read'], role: 'viewer' });
    const reader = gateway.client.as((await tokenFor(gateway.client, viewer)).body.access_token);
    expect((await reader.get('/api/v1/runs')).status).toBe(200);
    expect((await reader.post('/api/v1/runs', {})).status).toBe(403);
  });

  it('works nowhere else, and is no administrator of the installation', async () => {
    const one = await program(admin, { scopes: ['admin', 'write'], role: 'admin' });
    const as = gateway.client.as((await tokenFor(gateway.client, one)).body.access_token);
    expect((await as.get('/api/v1/admin/users')).status).toBe(200);
    expect((await as.get('/api/v1/settings')).status).toBe(403);
    const { actor } = await gateway.person();
    await installation.sql(
      `WITH made AS (INSERT INTO organization (name, slug) VALUES ('Other', 'other') RETURNING id)
       INSERT INTO membership (user_id, org_id, role) SELECT $1, id, 'admin' FROM made`,
      [actor.userId],
    );
    const [other] = await installation.sql<{ id: string }>(
      `SELECT id FROM organization WHERE slug = 'other'`,
    );
    const headers = { 'x-organization-id': String(other?.id) };
    expect((await as.get('/api/v1/runs', { headers })).status).toBe(404);
  });

  it('never touches credentials, programs or providers, whatever its role and scopes', async () => {
    const one = await program(admin, { scopes: ['admin', 'write'], role: 'admin' });
    const as = gateway.client.as((await tokenFor(gateway.client, one)).body.access_token);
    const answers = [
      await as.get(CLIENTS),
      await as.post(CLIENTS, { name: 'more' }),
      await as.post(`${CLIENTS}/${one.id}/rotate-secret`, {}),
      await as.patch(`${CLIENTS}/${one.id}`, { scopes: ['admin'] }),
      await as.delete(`${CLIENTS}/${one.id}`),
      await as.get('/api/v1/security/api-keys'),
      await as.post('/api/v1/security/api-keys', { name: 'mine' }),
      await as.post(`${AUTH}/mfa/setup`, {}),
      await as.post(`${AUTH}/logout`, {}),
      await as.post(`${AUTH}/switch`, { organization_id: one.id }),
      await as.put(`${AUTH}/me`, { full_name: 'Somebody' }),
    ];
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 403));
  });

  it('cannot sign in as a person does, nor be taken for an administrator who stays', async () => {
    const one = await program(admin, { scopes: ['read'], role: 'admin' });
    const [account] = await installation.sql<{ email: string; username: string }>(
      'SELECT email, username FROM app_user WHERE id = $1',
      [one.user_id],
    );
    for (const email of [account?.email, account?.username])
      expect(
        (await gateway.client.post(`${AUTH}/login`, { email, password: '' + one.client_secret })).status,
      ).toBe(401);
    const { body: users } = await admin.get('/api/v1/admin/users');
    expect(users.items).toContainEqual(expect.objectContaining({ id: one.user_id, kind: 'service' }));
    expect(users.items).toContainEqual(
      expect.objectContaining({ email: 'admin@muster.local', kind: 'person' }),
    );
    const { body: people } = await admin.get('/users');
    expect(JSON.stringify(people)).not.toContain(one.user_id);
  });

  it('is noted in the trail as a program', async () => {
    const one = await program(admin, { scopes: ['write'] });
    const as = gateway.client.as((await tokenFor(gateway.client, one)).body.access_token);
    await as.post('/api/v1/runs', { program: 'agent', input: { request: 'hello' } });
    const [entry] = await installation.sql(
      'SELECT action, actor_type, details FROM audit_entry WHERE actor_id = $1 ORDER BY created_at DESC LIMIT 1',
      [one.user_id],
    );
    expect(entry).toMatchObject({
      action: 'run.create',
      actor_type: 'api_key',
      details: { authenticated_by: 'client_token' },
    });
  });
});
