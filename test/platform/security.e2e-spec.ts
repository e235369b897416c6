import { eventually } from '@muster/testing';
import { administrator } from '../support/administrator';
import type { ApiClient } from '../support/api-client';
import { Installation, type RunningGateway } from '../support/installation';
import { AUTH, type Member, member, outcome, stranger } from '../support/members';

const SECURITY = '/api/v1/security';

describe('the security rules', () => {
  let installation: Installation;
  let gateway: RunningGateway;
  let admin: ApiClient;
  let ada: Member;

  beforeAll(async () => {
    installation = await Installation.create();
    gateway = await installation.startGateway();
    admin = await administrator(gateway);
    ada = await member(gateway.client);
  });

  afterAll(() => installation.close());

  it('are those of the contract until somebody changes them', async () => {
    expect((await admin.get(SECURITY)).body).toEqual({
      password_policy: {
        min_length: 12,
        require_uppercase: true,
        require_lowercase: true,
        require_numbers: true,
        require_special: true,
        max_age_days: 90,
        history_count: 5,
      },
      mfa: { enabled: true, required_roles: [], methods: ['totp'], grace_period_hours: 24 },
      session: { max_duration_hours: 24, idle_timeout_minutes: 30, max_concurrent_sessions: 5 },
      lockout: { max_attempts: 5, window_minutes: 15, duration_minutes: 15 },
    });
  });

  it('change deeply: what is not sent stays', async () => {
    const { body } = await admin.put(SECURITY, { session: { idle_timeout_minutes: 45 }, lockout: {} });
    expect(body.session).toEqual({
      max_duration_hours: 24,
      idle_timeout_minutes: 45,
      max_concurrent_sessions: 5,
    });
    expect(body.lockout.max_attempts).toBe(5);
    const { body: audit } = await admin.get('/api/v1/admin/audit', { query: { action: 'security.update' } });
    expect(audit.total).toBe(1);
    expect(audit.items[0].changes).toEqual({ session: { idleTimeoutMinutes: 45 }, lockout: {} });
  });

  it.each([
    [{ password_policy: { min_length: 7 } }, 'password_policy.min_length'],
    [{ lockout: { max_attempts: 0 } }, 'lockout.max_attempts'],
    [{ mfa: { required_roles: ['king'] } }, 'mfa.required_roles'],
    [{ session: 'long' }, 'session'],
  ])('refuse %j and name the field', async (change, field) => {
    const refused = await admin.put(SECURITY, change);
    expect(outcome(refused)).toEqual([422, 'VAL_001']);
    expect(refused.body.details.errors[0].field).toBe(field);
  });

  it('for passwords hold for the next one', async () => {
    const policy = `${SECURITY}/password-policy`;
    const { body } = await admin.put(policy, { min_length: 30 });
    expect(body).toMatchObject({ min_length: 30, history_count: 5, status: 'updated' });
    expect(outcome(await gateway.client.post(`${AUTH}/register`, stranger()))).toEqual([400, 'AUTH_011']);
    expect((await admin.get(policy)).body.min_length).toBe(30);
    await admin.put(policy, { min_length: 12 });
    expect(outcome(await admin.put(policy, { history_count: 25 }))).toEqual([422, 'VAL_001']);
  });

  it('are for administrators of the installation', async () => {
    for (const path of ['', '/password-policy', '/ip-rules']) {
      expect((await ada.client.get(SECURITY + path)).status).toBe(403);
      expect((await ada.client.put(SECURITY + path, { rules: [] })).status).toBe(403);
      expect((await gateway.client.get(SECURITY + path)).status).toBe(401);
    }
  });
});

describe('rules about addresses', () => {
  const RULES = `${SECURITY}/ip-rules`;
  let installation: Installation;
  let gateway: RunningGateway;
  let other: RunningGateway;
  let admin: ApiClient;

  beforeAll(async () => {
    installation = await Installation.create({ TRUST_PROXY: '1' });
    [gateway, other] = await Promise.all([installation.startGateway(), installation.startGateway()]);
    admin = await administrator(gateway);
  });

  afterAll(() => installation.close());

  const put = (body: unknown) => admin.put(RULES, body);
  const from = (address: string, path = '/api/v1/auth/me', to = other) =>
    to.client.get(path, { headers: { 'x-forwarded-for': address, authorization: 'Bearer nonsense' } });
  const open = () => put([]);

  it('refuse an address before anybody looks at a credential, in every gateway, and let others pass', async () => {
    const { status, body } = await put([{ cidr: '203.0.113.9/24', action: 'deny', description: 'noisy' }]);
    expect([status, body.total]).toEqual([200, 1]);
    expect(body.items[0]).toMatchObject({ cidr: '203.0.113.0/24', action: 'deny', description: 'noisy' });
    expect(outcome(await from('203.0.113.77', undefined, gateway))).toEqual([403, 'AUTH_005']);
    await eventually(async () => (await from('203.0.113.77')).status === 403);
    expect((await from('203.0.114.1')).status).toBe(401);
    expect((await from('::ffff:203.0.113.5')).status).toBe(403);
    expect((await from('203.0.113.77', '/health')).status).toBe(200);
    await open();
    await eventually(async () => (await from('203.0.113.77')).status === 401);
  });

  it('deny everybody else once somebody is allowed, and deny first', async () => {
    await put({
      rules: [
        { cidr: '127.0.0.0/8', action: 'allow' },
        { cidr: '::1', action: 'allow' },
        { cidr: '2001:db8::/32', action: 'allow' },
        { cidr: '2001:db8:bad::/48', action: 'deny' },
      ],
    });
    const answers = await Promise.all(
      ['2001:db8::1', '2001:db8:bad::1', '198.51.100.1', 'unknown'].map(
        async (address) => (await from(address, undefined, gateway)).status,
      ),
    );
    expect(answers).toEqual([401, 403, 403, 403]);
    expect((await admin.get(RULES)).body.total).toBe(4);
    await open();
  });

  it('cannot shut out whoever sets them, unless by force', async () => {
    const rules = [{ cidr: '198.51.100.0/24', action: 'allow' }];
    const refused = await put({ rules });
    expect([refused.status, refused.body.details.reason]).toEqual([400, 'locks_out']);
    expect((await admin.get(RULES)).body.total).toBe(0);
    expect((await put({ rules, force: true })).status).toBe(200);
    expect((await admin.get(RULES)).status).toBe(403);
    await installation.sql('DELETE FROM ip_rule');
    await eventually(async () => (await admin.get(RULES)).status === 200);
  });

  it.each([
    '10.0.0.0/33',
    '10.1',
    'localhost',
    '1.2.3.4/',
    '::1/129',
    '0x7f.0.0.1',
    '::ffff:10.0.0.1',
    'fe80::1%eth0',
    '',
  ])('refuse %j as no network', async (cidr) => {
    expect(outcome(await put([{ cidr, action: 'deny' }]))).toEqual([422, 'VAL_001']);
  });

  it('keep their ids when they are sent again, and are in the audit trail', async () => {
    const rule = { cidr: '192.0.2.1', action: 'deny' };
    const first = await put([rule]);
    const again = await put([rule, { cidr: '192.0.2.2/32', action: 'deny' }]);
    expect(again.body.items.map(({ id }: { id: string }) => id)).toContain(first.body.items[0].id);
    const { body } = await admin.get('/api/v1/admin/audit', {
      query: { action: 'ip_rule.update', limit: 1 },
    });
    expect(body.items[0].changes).toEqual({
      from: ['deny 192.0.2.1/32'],
      to: ['deny 192.0.2.1/32', 'deny 192.0.2.2/32'],
    });
  });
});
