import { eventually } from '@muster/testing';
import { TOTP } from 'otpauth';
import { administrator } from '../support/administrator';
import type { ApiClient, ApiResponse } from '../support/api-client';
import { Installation, type RunningGateway } from '../support/installation';
import { AUTH, type Member, member, outcome, signIn, STRONG } from '../support/members';

const HOUR_MS = 3_600_000;

describe('a second factor that roles ask for', () => {
  let installation: Installation;
  let gateway: RunningGateway;
  let other: RunningGateway;
  let admin: ApiClient;

  beforeAll(async () => {
    installation = await Installation.create();
    [gateway, other] = await Promise.all([installation.startGateway(), installation.startGateway()]);
    admin = await administrator(gateway);
  });

  afterEach(() => rule({ enabled: true, required_roles: [], grace_period_hours: 24 }));
  afterAll(() => installation.close());

  const rule = (mfa: object) => admin.put('/api/v1/security', { mfa });
  const elsewhere = (one: Member): ApiClient => other.client.as(one.tokens.access_token as string);
  const works = async (client: ApiClient): Promise<boolean> =>
    (await client.get('/api/v1/runs')).status === 200;

  /** Operators have to have one, and had their time. */
  async function demanded(one: Member): Promise<void> {
    await rule({ required_roles: ['operator'], grace_period_hours: 0 });
    await eventually(async () => !(await works(elsewhere(one))));
  }

  async function setUp(client: ApiClient): Promise<ApiResponse> {
    const { body } = await client.post(`${AUTH}/mfa/setup`, {});
    return client.post(`${AUTH}/mfa/verify`, {
      code: new TOTP({ secret: body.secret as string }).generate(),
    });
  }

  it('is announced by the login, and hinders nothing until its time', async () => {
    const before = Date.now();
    const ada = await member(gateway.client);
    expect(ada.tokens).not.toHaveProperty('mfa_setup_deadline');
    await rule({ required_roles: ['operator'], grace_period_hours: 2 });
    const { body } = await signIn(gateway.client, ada.account);
    const deadline = Date.parse(body.mfa_setup_deadline as string);
    expect(deadline).toBeGreaterThanOrEqual(before + 2 * HOUR_MS - 60_000);
    expect(deadline).toBeLessThanOrEqual(Date.now() + 2 * HOUR_MS + 60_000);
    expect(await works(gateway.client.as(body.access_token as string))).toBe(true);
  });

  it('is then all there is to do but look at oneself and leave, at every door and in every gateway', async () => {
    const ada = await member(gateway.client);
    const login = { username: ada.account.email, password: STRONG };
    const { body: steps } = await gateway.client.post('/auth/login', login);
    const { body: code } = await ada.client.post('/accounts/sign_in_codes');
    const { body: plan } = await gateway.client.post('/accounts/sign_in', { pin: code, isSignInCode: true });
    await demanded(ada);
    const { client } = ada;
    expect(outcome(await client.get('/api/v1/runs'))).toEqual([403, 'AUTH_008']);
    const closed = [
      await client.post('/api/v1/runs', { program: 'agent', input: {} }),
      await client.get(`${AUTH}/sessions`),
      await client.post('/api/v1/security/api-keys', { name: 'CI' }),
      await client.put(`${AUTH}/me`, { full_name: 'Eve' }),
      await gateway.client.as(steps.token as string).get('/api/tasks'),
      await gateway.client.as(plan.token as string).get('/users'),
      await gateway.client.as(plan.token as string).post('/orgs', { name: 'Mine' }),
    ];
    expect(closed.map(({ status }) => status)).toEqual(closed.map(() => 403));
    const open = [
      await client.get(`${AUTH}/me`),
      await client.post(`${AUTH}/mfa/setup`, {}),
      await gateway.client.as(steps.token as string).get('/users/me'),
      await gateway.client.as(plan.token as string).post('/accounts/sign_out'),
      await client.post(`${AUTH}/logout`, {}),
    ];
    expect(open.map(({ status }) => status)).toEqual(open.map(() => 200));
    const again = await signIn(gateway.client, ada.account);
    expect([again.status, Date.parse(again.body.mfa_setup_deadline as string) <= Date.now()]).toEqual([
      200,
      true,
    ]);
  });

  it('opens everything once it is set up, and closes it again when it is turned off', async () => {
    const ada = await member(gateway.client);
    await demanded(ada);
    expect((await setUp(ada.client)).body.mfa_enabled).toBe(true);
    expect(await works(ada.client)).toBe(true);
    await eventually(() => works(elsewhere(ada)));
    await ada.client.post(`${AUTH}/mfa/disable`, { password: STRONG });
    expect(outcome(await ada.client.get('/api/v1/runs'))).toEqual([403, 'AUTH_008']);
    await eventually(async () => !(await works(elsewhere(ada))));
  });

  it('may have been shown to whoever vouched for the user', async () => {
    const ada = await member(gateway.client);
    await demanded(ada);
    await installation.sql('UPDATE user_session SET mfa = true WHERE user_id = $1', [ada.user.id]);
    await eventually(() => works(ada.client));
  });

  it('is not asked of keys, nor of other roles, nor while there are none', async () => {
    const [ada, viewer] = [await member(gateway.client), await member(gateway.client)];
    const { body: key } = await ada.client.post('/api/v1/security/api-keys', { name: 'CI' });
    await admin.put(`/api/v1/admin/users/${viewer.user.id}/role`, { role: 'viewer' });
    await demanded(ada);
    expect(await works(gateway.client.as(key.key as string))).toBe(true);
    expect(await works(viewer.client)).toBe(true);
    expect(await works(admin)).toBe(true);
    await rule({ enabled: false });
    expect(await works(ada.client)).toBe(true);
  });

  it('counts for custom roles by their base', async () => {
    const [ada, bob] = [await member(gateway.client), await member(gateway.client)];
    for (const [one, base] of [
      [ada, 'operator'],
      [bob, 'viewer'],
    ] as const) {
      const role = { name: `Reader ${base}`, base, permissions: ['runs:read'] };
      const { body } = await admin.post('/api/v1/security/roles', role);
      await admin.put(`/api/v1/admin/users/${one.user.id}/role`, { role: body.id });
    }
    await demanded(ada);
    expect([await works(ada.client), await works(bob.client)]).toEqual([false, true]);
  });

  it('gives time from when the role came to somebody, and none for going from one such role to another', async () => {
    const ada = await member(gateway.client);
    const become = (role: string) => admin.put(`/api/v1/admin/users/${ada.user.id}/role`, { role });
    const long = (where: string) =>
      installation.sql(
        `UPDATE security_config SET config = jsonb_set(config, '{mfa,requiredSince}', '{"operator": "2020-01-01T00:00:00Z", "viewer": "2020-01-01T00:00:00Z"}'::jsonb) WHERE ${where}`,
      );
    await become('admin');
    await rule({ required_roles: ['operator', 'viewer'], grace_period_hours: 1 });
    await long('true');
    await installation.sql(
      `UPDATE membership SET role_since = now() - interval '9 hours' WHERE user_id = $1`,
      [ada.user.id],
    );
    await become('operator');
    await rule({ grace_period_hours: 1 });
    expect(await works(ada.client)).toBe(true);
    await installation.sql(
      `UPDATE membership SET role_since = now() - interval '2 hours' WHERE user_id = $1`,
      [ada.user.id],
    );
    await become('viewer');
    expect(outcome(await ada.client.get('/api/v1/runs'))).toEqual([403, 'AUTH_008']);
    await become('admin');
    expect(await works(ada.client)).toBe(true);
  });

  it('is a matter of the organization at hand', async () => {
    const ada = await member(gateway.client);
    const [{ id }] = (await installation.sql<{ id: string }>(
      `WITH org AS (INSERT INTO organization (name, slug) VALUES ('Engines', 'engines') RETURNING id), joined AS (
         INSERT INTO membership (user_id, org_id, role) SELECT $1, id, 'viewer' FROM org
       ) SELECT id FROM org`,
      [ada.user.id],
    )) as [{ id: string }];
    await demanded(ada);
    const headers = { 'x-organization-id': id };
    expect((await ada.client.get('/api/v1/runs', { headers })).status).toBe(200);
    expect((await ada.client.get('/api/v1/runs')).status).toBe(403);
  });
});
