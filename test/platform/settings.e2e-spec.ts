import { eventually, MailServer } from '@muster/testing';
import { administrator } from '../support/administrator';
import type { ApiClient } from '../support/api-client';
import { Installation, type RunningGateway } from '../support/installation';
import { AUTH, claimsOf, type Member, member, outcome, signIn, stranger } from '../support/members';
import { upload } from '../support/step-tasks';

const SETTINGS = '/api/v1/settings';

describe('settings', () => {
  let installation: Installation;
  let gateway: RunningGateway;
  let other: RunningGateway;
  let admin: ApiClient;
  let ada: Member;

  beforeAll(async () => {
    installation = await Installation.create({ RATE_LIMIT_USER: '1234' });
    [gateway, other] = await Promise.all([installation.startGateway(), installation.startGateway()]);
    admin = await administrator(gateway);
    ada = await member(gateway.client);
  });

  afterAll(() => installation.close());

  const put = (name: string, value: unknown, as = admin) => as.put(`${SETTINGS}/${name}`, { value });
  const get = async (category: string, key: string) => (await admin.get(`${SETTINGS}/`)).body[category][key];

  it('are what the catalogue says until somebody sets them, and what the environment says where it does', async () => {
    expect(await get('general', 'maintenance_mode')).toEqual({
      value: 'false',
      description: expect.any(String),
      is_secret: false,
      is_default: true,
    });
    expect(await get('security', 'rate_limit_per_minute')).toMatchObject({ value: '1234', is_default: true });
    expect((await get('storage', 'allowed_file_types')).value).toBe('*');
  });

  it('are there for clients that show them before they have an effect, and say that they have none', async () => {
    const { notifications, email } = (await admin.get(`${SETTINGS}/`)).body;
    expect(Object.keys(notifications)).toContain('notify_worker_offline');
    expect(notifications.notify_task_failed).toMatchObject({
      value: 'true',
      description: expect.stringContaining('without effect'),
    });
    expect((await put('email/imap_password', 'correct horse')).body.value).toBe('corr...orse');
    expect(email.imap_password.is_secret).toBe(true);
    expect(outcome(await put('notifications/webhook_url', 'ftp://x'))).toEqual([422, 'VAL_001']);
  });

  it('take values of their type, in the writings of the wire', async () => {
    const { status, body } = await put('security/max_login_attempts', 7);
    expect([status, body]).toEqual([
      200,
      { key: 'security.max_login_attempts', value: '7', status: 'updated' },
    ]);
    expect((await put('security/sandbox_enabled', '0')).body.value).toBe('false');
    expect(await get('security', 'sandbox_enabled')).toMatchObject({ value: 'false', is_default: false });
  });

  it.each([
    ['security/max_login_attempts', 'many'],
    ['security/max_login_attempts', 101],
    ['email/smtp_port', 1.5],
    ['email/smtp_host', 'mail server'],
    ['email/smtp_from', 'nobody'],
    ['general/maintenance_mode', 'perhaps'],
    ['general/log_level', 'LOUD'],
    ['llm/ollama_base_url', 'file:///etc/passwd'],
    ['email/smtp_host', { a: 1 }],
    ['email/smtp_host', null],
  ])('refuse for %s the value %j', async (name, value) => {
    expect(outcome(await put(name, value))).toEqual([422, 'VAL_001']);
  });

  it('are not found under another name, and are for administrators of the installation', async () => {
    expect(outcome(await put('llm/nothing', 1))).toEqual([404, 'RES_001']);
    expect(outcome(await put('llm/toString', 1))).toEqual([404, 'RES_001']);
    expect((await put('llm/default_model', 'x', ada.client)).status).toBe(403);
    expect((await ada.client.get(SETTINGS)).status).toBe(403);
    expect((await gateway.client.get(SETTINGS)).status).toBe(401);
  });

  it('that are secret are sealed, seen in part, and left alone when that part comes back', async () => {
    const key = 'sk-abcdefghijklmnop';
    expect((await put('llm/openai_api_key', key)).body.value).toBe('sk-a...mnop');
    const rows = () =>
      installation.sql<{ value: string; secret: string }>(
        `SELECT value, secret FROM setting WHERE name = 'llm.openai_api_key'`,
      );
    const [before] = await rows();
    expect(JSON.stringify(before)).not.toContain('abcdef');
    // Also what was seen of one that has been replaced since.
    for (const seen of ['sk-a...mnop', '****', 'sk-o...dkey']) {
      expect((await put('llm/openai_api_key', seen)).body.value).toBe('sk-a...mnop');
      expect(await rows()).toEqual([before]);
    }
    expect((await put('email/smtp_password', 'short')).body.value).toBe('****');
    expect((await put('email/smtp_password', '')).body.value).toBe('');
    const audit = await admin.get('/api/v1/admin/audit', { query: { action: 'setting.update', limit: 200 } });
    expect(JSON.stringify(audit.body)).not.toContain('abcdef');
    expect(audit.body.items[0]).toMatchObject({
      resource_id: 'email.smtp_password',
      changes: { 'email.smtp_password': '***' },
    });
  });

  it('that are secret are refused while there is no key to seal them with', async () => {
    const bare = await Installation.create({ MASTER_KEY: '' });
    const anybody = await administrator(await bare.startGateway());
    const refused = await anybody.put(`${SETTINGS}/llm/google_api_key`, { value: 'a-secret-value' });
    expect(outcome(refused)).toEqual([503, 'SVC_001']);
    expect(refused.body.message).toContain('MASTER_KEY');
    await bare.close();
  });

  it('change together or not at all', async () => {
    const wrong = { 'email.smtp_port': 2525, 'security.max_login_attempts': 'x' };
    const refused = await admin.put(`${SETTINGS}/bulk`, { settings: wrong });
    expect(outcome(refused)).toEqual([422, 'VAL_001']);
    expect(refused.body.details.errors[0].field).toBe('settings.security.max_login_attempts');
    expect((await get('email', 'smtp_port')).value).toBe('587');
    const right = { 'email.smtp_port': 2525, 'security.max_login_attempts': 6, 'no.such': 1 };
    const { body } = await admin.put(`${SETTINGS}/bulk`, { settings: right });
    expect(body).toEqual({ updated: 2, skipped: ['no.such'] });
    expect((await get('security', 'max_login_attempts')).value).toBe('6');
    expect((await admin.get('/api/v1/security')).body.lockout.max_attempts).toBe(6);
  });

  describe('take effect in every gateway', () => {
    it('on the life of tokens', async () => {
      await put('security/jwt_expire_minutes', 45);
      const { body } = await eventually(async () => {
        const answer = await signIn(other.client, ada.account);
        return answer.body.expires_in === 45 * 60 ? answer : undefined;
      });
      const { iat, exp } = claimsOf(body.access_token as string);
      expect(Number(exp) - Number(iat)).toBe(45 * 60);
    });

    it('on who may open an account, and as what', async () => {
      await put('security/default_role', 'viewer');
      await eventually(
        async () => (await other.client.post(`${AUTH}/register`, stranger())).body.role === 'viewer',
      );
      await put('security/registration_enabled', false);
      await eventually(async () => (await other.client.post(`${AUTH}/register`, stranger())).status === 403);
      await put('security/registration_enabled', true);
      await eventually(async () => (await other.client.post(`${AUTH}/register`, stranger())).status === 201);
    });

    it('on the size of uploads', async () => {
      const big = 'x'.repeat(1_100_000);
      expect((await upload(ada.client, 'a.txt', big)).status).toBe(200);
      await put('storage/max_file_size_mb', 1);
      const elsewhere = other.client.as(ada.tokens.access_token as string);
      await eventually(async () => (await upload(elsewhere, 'b.txt', big)).status === 413);
      await put('storage/max_file_size_mb', 100);
    });

    it('on how often somebody may ask', async () => {
      const limited = await installation.startGateway({ RATE_LIMIT: 'on' });
      const client = limited.client.as(ada.tokens.access_token as string);
      const limit = async () => (await client.get(`${AUTH}/me`)).headers.get('x-ratelimit-limit');
      expect(await limit()).toBe('1234');
      await put('security/rate_limit_per_minute', 77);
      await eventually(async () => (await limit()) === '77');
      await limited.close();
    });

    it('on who is served during maintenance', async () => {
      const elsewhere = other.client.as(ada.tokens.access_token as string);
      await put('general/maintenance_mode', true);
      const down = await eventually(async () => {
        const answer = await elsewhere.get('/api/v1/runs');
        return answer.status === 503 ? answer : undefined;
      });
      expect([down.body.error_code, down.headers.get('retry-after')]).toEqual(['SVC_001', '60']);
      expect((await other.client.get('/health')).status).toBe(200);
      const back = await administrator(other);
      expect((await back.get('/api/v1/runs')).status).toBe(200);
      await put('general/maintenance_mode', false, back);
      await eventually(async () => (await elsewhere.get('/api/v1/runs')).status === 200);
    });
  });

  describe('health', () => {
    it('asks every part that is configured', async () => {
      const { status, body } = await admin.get(`${SETTINGS}/health`);
      expect([status, body.overall]).toEqual([200, 'healthy']);
      expect(body.components).toEqual({
        database: { status: 'healthy', type: 'postgres', latency_ms: expect.any(Number) },
        redis: { status: 'healthy', type: 'redis', latency_ms: expect.any(Number) },
        storage: { status: 'healthy', type: 'local', latency_ms: expect.any(Number) },
        minio: { status: 'healthy', type: 'local', latency_ms: expect.any(Number) },
        mail: { status: 'disabled', type: 'folder', latency_ms: 0 },
      });
    });

    it('answers 200 whatever is broken, and names it without secrets', async () => {
      const mails = await MailServer.start();
      mails.refusesLogins = true;
      const gatewayWithMail = await installation.startGateway({ SMTP_URL: mails.url('muster:hush-hush') });
      const as = await administrator(gatewayWithMail);
      const { status, body } = await as.get(`${SETTINGS}/health`);
      expect([status, body.overall, body.components.mail.status]).toEqual([200, 'degraded', 'unhealthy']);
      expect(JSON.stringify(body)).not.toContain('hush');
      await mails.close();
      expect((await as.get(`${SETTINGS}/health`)).body.components.mail).toMatchObject({
        status: 'unhealthy',
        error: expect.any(String),
      });
    });
  });
});
