import { administrator } from '../support/administrator';
import type { ApiClient } from '../support/api-client';
import { Installation, type RunningGateway } from '../support/installation';
import { ask, cookieOf, DoorModule, JSON_TYPE, login, PASSWORD, probe } from './door-bench';

describe('the password door of the job surface', () => {
  let installation: Installation;
  let gateway: RunningGateway;
  let url: string;

  beforeEach(async () => {
    installation = await Installation.create({ JOBS_PASSWORD: PASSWORD });
    gateway = await installation.startGateway({}, DoorModule);
    ({ url } = gateway);
  });

  afterEach(() => installation.close());

  it('lets in whoever knows it, by a cookie that scripts cannot read and other sites cannot use', async () => {
    const answer = await login(url, PASSWORD);
    expect([answer.status, answer.body]).toEqual([200, { ok: true }]);
    expect(answer.headers['set-cookie']).toEqual([
      expect.stringMatching(/^cpl_session=[0-9a-f]{64}; HttpOnly; SameSite=Strict; Path=\/; Max-Age=86400$/),
    ]);
    const { status, body } = await probe(url, cookieOf(answer));
    expect([status, body.role, body.credential]).toEqual([200, 'operator', 'job_session']);
  });

  it('says what it refuses in the words of its client', async () => {
    const wrong = await login(url, 'not this one');
    expect([wrong.status, wrong.body.detail]).toEqual([401, 'Invalid password']);
    const missing = await ask(url, 'POST', '/api/auth/login', { headers: JSON_TYPE, body: '{}' });
    expect([missing.status, missing.body.detail]).toEqual([401, 'Invalid password']);
    const none = await ask(url, 'POST', '/api/auth/login');
    expect([none.status, none.body.detail]).toEqual([401, 'Invalid password']);
    for (const [body, type] of [
      ['password=x', 'application/x-www-form-urlencoded'],
      ['{', 'application/json'],
    ] as const) {
      const malformed = await ask(url, 'POST', '/api/auth/login', {
        headers: { 'content-type': type },
        body,
      });
      expect([malformed.status, malformed.body.detail]).toEqual([400, 'Invalid request']);
    }
    const stranger = await probe(url, '');
    expect([stranger.status, stranger.body]).toEqual([
      401,
      {
        detail: 'Authentication required',
        error: { code: 'UNAUTHENTICATED', message: 'Authentication required' },
      },
    ]);
    expect((await probe(url, `cpl_session=${'0'.repeat(64)}`)).body.detail).toBe('Authentication required');
  });

  it('tells five of a burst whether they were right, and then not even who is', async () => {
    const guesses = await Promise.all(Array.from({ length: 12 }, (_, index) => login(url, `guess ${index}`)));
    const statuses = guesses.map(({ status }) => status).sort();
    expect(statuses).toEqual([...Array<number>(5).fill(401), ...Array<number>(7).fill(429)]);
    const right = await login(url, PASSWORD);
    expect([right.status, right.body.detail, right.headers['retry-after']]).toEqual([
      429,
      'Too many attempts. Try again in a minute.',
      '60',
    ]);
    await installation.sql(
      `UPDATE job_door_attempt SET failures = ARRAY(SELECT at - interval '61 seconds' FROM unnest(failures) AS at)`,
    );
    expect((await login(url, PASSWORD)).status).toBe(200);
  });

  it('does not count those who were right', async () => {
    for (let times = 0; times < 8; times += 1) expect((await login(url, PASSWORD)).status).toBe(200);
  });

  it('is left by logging out, also without a cookie', async () => {
    const cookie = cookieOf(await login(url, PASSWORD));
    const out = await ask(url, 'POST', '/api/auth/logout', { headers: { cookie } });
    expect([out.status, out.body, out.headers['set-cookie']]).toEqual([
      200,
      { ok: true },
      ['cpl_session=; HttpOnly; SameSite=Strict; Path=/; Max-Age=0'],
    ]);
    expect((await probe(url, cookie)).status).toBe(401);
    for (const headers of [{}, { cookie }] as Record<string, string>[])
      expect((await ask(url, 'POST', '/api/auth/logout', { headers })).status).toBe(200);
  });

  it('leads to the job surface and nowhere else', async () => {
    const cookie = cookieOf(await login(url, PASSWORD));
    const token = cookie.slice('cpl_session='.length);
    for (const path of ['/api/v1/auth/me', '/api/v1/runs', '/users/me', '/orgs']) {
      expect((await ask(url, 'GET', path, { headers: { cookie } })).status).toBe(401);
      const headers = { authorization: `Bearer ${token}` };
      expect([401, 500]).toContain((await ask(url, 'GET', path, { headers })).status);
    }
    const { status } = await ask(url, 'POST', '/api/jobs-probe/credentials', { headers: { cookie } });
    expect(status).toBe(403);
  });

  it('is in the audit trail, with those who failed', async () => {
    await login(url, 'not this one');
    const cookie = cookieOf(await login(url, PASSWORD));
    const { userId, orgId } = (await probe(url, cookie)).body;
    await ask(url, 'POST', '/api/auth/logout', { headers: { cookie } });
    const entries = await installation.sql<{ action: string; chain_id: string; actor_id: string | null }>(
      `SELECT action, chain_id, actor_id FROM audit_entry WHERE action LIKE 'auth.log%' ORDER BY created_at`,
    );
    expect(entries.map(({ action, actor_id }) => [action, actor_id])).toEqual([
      ['auth.login_failed', null],
      ['auth.login', userId],
      ['auth.logout', userId],
    ]);
    expect(entries.slice(1).map(({ chain_id }) => chain_id)).toEqual([orgId, orgId]);
    const [told] = await installation.sql<{ text: string }>(
      `SELECT string_agg(e::text, ' ') AS text FROM audit_entry e`,
    );
    expect(told?.text).not.toContain(PASSWORD);
    expect(told?.text).not.toContain('not this one');
  });

  it('is not used by pages of other origins', async () => {
    const cookie = cookieOf(await login(url, PASSWORD));
    const { host } = new URL(url);
    const write = async (headers: Record<string, string>): Promise<number> =>
      (await probe(url, cookie, { method: 'POST', headers })).status;
    expect(await write({})).toBe(200);
    expect(await write({ origin: `http://${host}` })).toBe(200);
    expect(await write({ origin: 'https://muster.example', 'sec-fetch-site': 'same-origin' })).toBe(200);
    expect(await write({ origin: 'https://elsewhere.example' })).toBe(403);
    expect(await write({ origin: 'null' })).toBe(403);
    expect(await write({ origin: `http://${host}`, 'sec-fetch-site': 'cross-site' })).toBe(403);
    expect((await login(url, PASSWORD, { origin: 'https://elsewhere.example' })).status).toBe(403);
    const upgrade = { upgrade: 'websocket', connection: 'upgrade', origin: 'https://elsewhere.example' };
    expect((await probe(url, cookie, { headers: upgrade })).status).toBe(403);
  });

  it('sends the cookie over HTTPS only where anything says that the request came by it', async () => {
    const attributes = async (headers: Record<string, string>): Promise<string> =>
      String((await login(url, PASSWORD, headers)).headers['set-cookie']);
    const plain: Record<string, string>[] = [
      {},
      { 'x-forwarded-proto': 'http, https' },
      { forwarded: 'for=1.2.3.4;proto=http' },
    ];
    for (const headers of plain) expect(await attributes(headers)).not.toContain('Secure');
    const encrypted: Record<string, string>[] = [
      { origin: `https://${new URL(url).host}` },
      { referer: `https://${new URL(url).host}/login` },
      { 'x-forwarded-proto': 'https' },
      { forwarded: 'for=1.2.3.4;proto=https;host=muster.example' },
    ];
    for (const headers of encrypted) expect(await attributes(headers)).toContain('; Secure');
    const proxied = await installation.startGateway({ TRUST_PROXY: 'loopback' }, DoorModule);
    const { headers } = await login(proxied.url, PASSWORD, { 'x-forwarded-proto': 'https' });
    expect(String(headers['set-cookie'])).toContain('; Secure');
  });

  it('counts addresses as a trusted proxy tells them, and nobody else', async () => {
    const from = (base: string, address: string) => login(base, 'wrong', { 'x-forwarded-for': address });
    const proxied = await installation.startGateway({ TRUST_PROXY: 'loopback' }, DoorModule);
    for (let tries = 0; tries < 5; tries += 1) await from(proxied.url, '203.0.113.7');
    expect((await from(proxied.url, '203.0.113.7')).status).toBe(429);
    expect((await from(proxied.url, '203.0.113.8')).status).toBe(401);
    for (let tries = 0; tries < 5; tries += 1) await from(url, `198.51.100.${tries}`);
    expect((await from(url, '198.51.100.77')).status).toBe(429);
  });

  it('is shut where its role must have a second factor: a password that several know is none', async () => {
    const cookie = cookieOf(await login(url, PASSWORD));
    const admin = await administrator(gateway);
    const mfa = { required_roles: ['operator'], grace_period_hours: 0 };
    expect((await admin.put('/api/v1/security', { mfa })).status).toBe(200);
    const { status, body } = await probe(url, cookie);
    expect([status, body.error.code]).toEqual([403, 'FORBIDDEN']);
  });

  describe('for administrators', () => {
    let admin: ApiClient;

    beforeEach(async () => {
      admin = await administrator(gateway);
    });

    it('has sessions that are listed and ended like any other', async () => {
      const cookie = cookieOf(await login(url, PASSWORD));
      const { body } = await admin.get('/api/v1/security/sessions');
      const session = body.items.find(({ kind }: { kind: string }) => kind === 'jobs');
      const day = new Date(session.expires_at).getTime() - new Date(session.created_at).getTime();
      expect(day).toBe(24 * 3_600_000);
      await admin.delete(`/api/v1/security/sessions/${session.id}`);
      expect((await probe(url, cookie)).status).toBe(401);
    });

    it('leads to whatever role the account behind it has, also after another start', async () => {
      const cookie = cookieOf(await login(url, PASSWORD));
      const { userId } = (await probe(url, cookie)).body;
      const give = (role: string) => admin.put(`/api/v1/admin/users/${userId}/role`, { role });
      expect((await give('admin')).status).toBe(403);
      const { status, body } = await give('viewer');
      expect([status, body.role, body.kind]).toEqual([200, 'viewer', 'door']);
      const again = await installation.startGateway({}, DoorModule);
      expect((await probe(again.url, cookie)).body.role).toBe('viewer');
      expect((await probe(again.url, cookie, { method: 'POST' })).status).toBe(403);
      await installation.sql('DELETE FROM membership WHERE user_id = $1', [userId]);
      const once = await installation.startGateway({}, DoorModule);
      expect((await login(once.url, PASSWORD)).status).toBe(401);
    });
  });
});

describe('another password of the job surface', () => {
  let installation: Installation;

  beforeEach(async () => {
    installation = await Installation.create();
  });

  afterEach(() => installation.close());

  const start = (env: Record<string, string>): Promise<RunningGateway> =>
    installation.startGateway(env, DoorModule);

  it('ends the sessions of the one before; the same one does not', async () => {
    const first = await start({ JOBS_PASSWORD: PASSWORD });
    const cookie = cookieOf(await login(first.url, PASSWORD));
    const same = await start({ JOBS_PASSWORD: PASSWORD });
    expect((await probe(same.url, cookie)).status).toBe(200);
    const other = await start({ JOBS_PASSWORD: `${PASSWORD}!` });
    expect((await probe(other.url, cookie)).status).toBe(401);
    expect((await login(other.url, PASSWORD)).status).toBe(401);
    expect((await login(other.url, `${PASSWORD}!`)).status).toBe(200);
  });

  it('is kept as a hash, and none at all shuts the door', async () => {
    const open = await start({ JOBS_PASSWORD: PASSWORD });
    const cookie = cookieOf(await login(open.url, PASSWORD));
    const stored = () => installation.sql<{ password_hash: string }>('SELECT password_hash FROM job_door');
    expect((await stored())[0]?.password_hash).toMatch(/^\$argon2id\$/);
    const shut = await start({});
    expect((await login(shut.url, PASSWORD)).status).toBe(401);
    expect((await probe(shut.url, cookie)).status).toBe(401);
    expect((await stored())[0]?.password_hash).toBeNull();
  });

  it('leads to the organization that the settings name', async () => {
    const slug = 'night-shift';
    await installation.sql(`INSERT INTO organization (name, slug) VALUES ('Night shift', $1)`, [slug]);
    const { url } = await start({ JOBS_PASSWORD: PASSWORD, JOBS_ORGANIZATION: slug });
    const { orgId } = (await probe(url, cookieOf(await login(url, PASSWORD)))).body;
    const [found] = await installation.sql<{ slug: string }>('SELECT slug FROM organization WHERE id = $1', [
      orgId,
    ]);
    expect(found?.slug).toBe(slug);
    await expect(start({ JOBS_PASSWORD: PASSWORD, JOBS_ORGANIZATION: 'nowhere' })).rejects.toThrow(
      'JOBS_ORGANIZATION: there is no organization nowhere',
    );
  });

  it.each<Record<string, string>>([{ TRUST_PROXY: '1' }, { NODE_ENV: 'production' }])(
    'cannot be done without where %j says that others come, too',
    async (env) => {
      await expect(start({ JOBS_LOOPBACK: 'on', ...env })).rejects.toThrow(
        'JOBS_LOOPBACK: not possible with TRUST_PROXY or NODE_ENV=production',
      );
    },
  );

  it('is not needed on this machine where the settings say so, but by pages from elsewhere', async () => {
    const { url } = await start({ JOBS_LOOPBACK: 'on' });
    const near = async (headers: Record<string, string> = {}): Promise<number> =>
      (await probe(url, '', { headers })).status;
    const { status, body } = await probe(url, '', { method: 'POST' });
    expect([status, body.role, body.credential]).toEqual([200, 'operator', 'loopback']);
    expect(await near({ 'x-forwarded-for': '127.0.0.1' })).toBe(401);
    expect(await near({ host: 'rebound.example' })).toBe(401);
    expect(await near({ origin: 'https://elsewhere.example' })).toBe(401);
    expect(await near({ 'sec-fetch-site': 'cross-site' })).toBe(401);
    expect(await near({ origin: url, 'sec-fetch-site': 'same-origin' })).toBe(200);
    const off = await start({});
    expect((await probe(off.url, '')).status).toBe(401);
  });
});
