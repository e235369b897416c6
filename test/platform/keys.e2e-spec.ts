import { administrator } from '../support/administrator';
import type { ApiClient, ApiResponse } from '../support/api-client';
import { Installation, type RunningGateway } from '../support/installation';
import { AUTH, member, outcome, signIn, stranger } from '../support/members';

const KEYS = '/api/v1/security/keys';

describe('the keys of the installation', () => {
  let installation: Installation;
  let gateway: RunningGateway;
  let admin: ApiClient;

  beforeEach(async () => {
    installation = await Installation.create();
    gateway = await installation.startGateway();
    admin = await administrator(gateway);
  });

  afterEach(() => installation.close());

  const statesOf = ({ body }: ApiResponse): string[] =>
    body.items.map(({ state }: { state: string }) => state);

  it('change for access tokens without ending those that hold', async () => {
    const ada = await member(gateway.client);
    const rotated = await admin.post(`${KEYS}/access-tokens/rotate`, {});
    expect([rotated.status, statesOf(rotated)]).toEqual([200, ['next', 'signing']]);
    const second = await installation.startGateway();
    expect((await second.client.as(ada.tokens.access_token).get(`${AUTH}/me`)).status).toBe(200);
    const { body } = await admin.get('/api/v1/admin/audit', { query: { action: 'access_key.rotate' } });
    expect(body.total).toBe(1);
    expect(JSON.stringify((await admin.get(`${KEYS}/access-tokens`)).body)).not.toMatch(/secret|plain|m1\./);
  });

  it('end all access tokens where they are revoked; refresh tokens make new ones', async () => {
    const ada = await member(gateway.client);
    await admin.post(`${KEYS}/access-tokens/rotate`, { revoke: true });
    expect((await ada.client.get(`${AUTH}/me`)).status).toBe(401);
    const { refresh_token } = ada.tokens;
    const { status, body } = await gateway.client.post(`${AUTH}/refresh`, { refresh_token });
    expect(status).toBe(200);
    expect((await gateway.client.as(body.access_token).get(`${AUTH}/me`)).status).toBe(200);
  });

  it('change for the audit trail', async () => {
    const [before] = (await admin.get('/api/v1/admin/audit/key')).body;
    const rotated = await admin.post(`${KEYS}/audit/rotate`, {});
    expect(statesOf(rotated)).toEqual(['signing', 'retired']);
    expect(rotated.body.items[1].id).toBe(before.id);
    const { body } = await admin.get('/api/v1/admin/audit/key');
    expect(body.map(({ id }: { id: string }) => id)).toEqual([rotated.body.items[0].id, before.id]);
  });

  it('are an affair of the administrator of the installation', async () => {
    const ada = await member(gateway.client);
    for (const purpose of ['access-tokens', 'audit']) {
      expect(outcome(await ada.client.get(`${KEYS}/${purpose}`))).toEqual([403, 'AUTH_005']);
      expect(outcome(await ada.client.post(`${KEYS}/${purpose}/rotate`, {}))).toEqual([403, 'AUTH_005']);
    }
  });

  it('are not for changing here where the settings hold one', async () => {
    const configured = await installation.startGateway({ JWT_SECRET: 'x'.repeat(40) });
    const other = await administrator(configured);
    const { status } = await other.post(`${KEYS}/access-tokens/rotate`, {});
    expect(status).toBe(409);
    const { body } = await other.get(`${KEYS}/access-tokens`);
    expect(body.items).toEqual([expect.objectContaining({ state: 'signing', created_at: null })]);
  });
});

describe('codes of invitation', () => {
  let installation: Installation;
  let gateway: RunningGateway;

  beforeEach(async () => {
    installation = await Installation.create({ REGISTRATION: 'invite' });
    gateway = await installation.startGateway();
  });

  afterEach(() => installation.close());

  const register = (invite_code: string): Promise<ApiResponse> =>
    gateway.client.post(`${AUTH}/register`, stranger({ invite_code }));

  it('let people register, are shown once, and are forgotten on demand', async () => {
    const admin = await administrator(gateway);
    const { status, body } = await admin.post('/api/v1/admin/invite-codes', { max_uses: 2, note: 'team' });
    expect([status, body.max_uses, body.note]).toEqual([201, 2, 'team']);
    expect((await register(body.code)).status).toBe(201);
    const { body: list } = await admin.get('/api/v1/admin/invite-codes');
    expect(list.items[0]).toMatchObject({ id: body.id, uses: 1, code_prefix: body.code.slice(0, 4) });
    const everything = await installation.sql<{ text: string }>(
      `SELECT (SELECT string_agg(c::text, ' ') FROM invite_code c) || (SELECT string_agg(e::text, ' ') FROM audit_entry e) AS text`,
    );
    expect(JSON.stringify(list) + everything[0]?.text).not.toContain(body.code);
    expect((await admin.delete(`/api/v1/admin/invite-codes/${body.id}`)).status).toBe(204);
    expect((await register(body.code)).status).toBe(400);
    expect((await admin.delete(`/api/v1/admin/invite-codes/${body.id}`)).status).toBe(404);
  });

  it('are made by the administrator of the installation alone', async () => {
    const admin = await administrator(gateway);
    const { body } = await admin.post('/api/v1/admin/invite-codes', {});
    const account = stranger({ invite_code: body.code });
    await gateway.client.post(`${AUTH}/register`, account);
    const { body: tokens } = await signIn(gateway.client, account);
    const ada = gateway.client.as(tokens.access_token);
    expect(outcome(await ada.post('/api/v1/admin/invite-codes', {}))).toEqual([403, 'AUTH_005']);
  });
});
