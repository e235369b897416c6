import { ExportVerifier } from '@muster/governance';
import { eventually } from '@muster/testing';
import { administrator } from '../support/administrator';
import type { ApiClient, ApiResponse } from '../support/api-client';
import { Installation, type RunningGateway } from '../support/installation';
import { AUTH, type Member, member, outcome, signIn, stranger, STRONG } from '../support/members';

const AUDIT = '/api/v1/admin/audit';

describe('the audit trail', () => {
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

  const list = (query: Record<string, string | number> = {}, client = admin): Promise<ApiResponse> =>
    client.get(AUDIT, { query });
  const newest = async (action: string) => (await list({ action, limit: 1 })).body.items[0];

  it('tells who did what to what, from where, without what they wrote', async () => {
    const headers = { 'user-agent': 'a client', 'x-request-id': 'req-7' };
    const body = { program: 'agent', input: { request: 'my secret plan' } };
    const { body: run } = await ada.client.post('/api/v1/runs', body, { headers });
    // It may be in the chain already.
    expect({ ...(await newest('run.create')), seq: null, hash: null }).toEqual({
      id: expect.any(String),
      action: 'run.create',
      resource_type: 'run',
      resource_id: run.id,
      actor_type: 'user',
      actor_id: ada.user.id,
      details: expect.objectContaining({
        method: 'POST',
        path: '/api/v1/runs',
        fields: ['program', 'input'],
      }),
      changes: {},
      ip_address: expect.stringContaining('127.0.0.1'),
      user_agent: 'a client',
      request_id: 'req-7',
      seq: null,
      hash: null,
      created_at: expect.any(String),
    });
    const sealed = await eventually(async () => (await newest('run.create')).hash as string | null);
    expect(sealed).toMatch(/^[0-9a-f]{64}$/);
    await ada.client.post(`/api/v1/runs/${run.id}/cancel`, {});
    expect((await newest('run.cancel')).resource_id).toBe(run.id);
    expect((await list({ action: 'run.create', resource_id: run.id })).body.total).toBe(1);
    expect(JSON.stringify((await list({ limit: 200 })).body)).not.toContain('secret plan');
  });

  it('knows of every other door too, and not of reading', async () => {
    const { body: task } = await ada.client.post('/ap/v1/agent/tasks', { input: 'Say hello' });
    expect((await newest('task.create')).resource_id).toBe(task.task_id);
    const before = (await list({ actor_id: ada.user.id })).body.total as number;
    await ada.client.get('/api/v1/runs');
    await ada.client.get(`/ap/v1/agent/tasks/${task.task_id}`);
    expect((await list({ actor_id: ada.user.id })).body.total).toBe(before);
    const refused = await ada.client.post('/ap/v1/agent/tasks', { input: 7 });
    expect([refused.status, (await list({ actor_id: ada.user.id })).body.total]).toEqual([422, before]);
  });

  it('knows what is done through tools', async () => {
    const call = {
      ...{ jsonrpc: '2.0', id: 1, method: 'tools/call' },
      params: {
        name: 'create_task',
        arguments: { message: 'Say hello' },
        _meta: {
          'io.modelcontextprotocol/protocolVersion': '2026-07-28',
          'io.modelcontextprotocol/clientInfo': { name: 'spec', version: '1' },
          'io.modelcontextprotocol/clientCapabilities': {},
        },
      },
    };
    const answer = await fetch(`${gateway.url}/mcp`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${ada.tokens.access_token}`,
        'content-type': 'application/json',
        accept: 'application/json, text/event-stream',
        'mcp-protocol-version': '2026-07-28',
        'mcp-method': 'tools/call',
        'mcp-name': 'create_task',
      },
      body: JSON.stringify(call),
    });
    const text = await answer.text();
    const entry = await newest('task.create');
    expect(entry.details).toMatchObject({ tool: 'create_task', path: '/mcp' });
    expect(text).toContain(entry.resource_id);
  });

  it('names who came in, and as whom somebody tried to, without the password', async () => {
    expect(await newest('auth.login')).toMatchObject({ actor_id: ada.user.id, resource_type: 'auth' });
    const guess = { email: ada.account.email, password: 'Wrong-Horse-7-Battery' };
    expect((await signIn(gateway.client, guess)).status).toBe(401);
    expect(await newest('auth.login_failed')).toMatchObject({
      actor_id: null,
      details: { login: ada.account.email, error: 'credentials' },
      changes: {},
    });
    await ada.client.post(`${AUTH}/change-password`, { current_password: 'wrong', new_password: STRONG });
    expect(await newest('auth.password_change_failed')).toMatchObject({ actor_id: ada.user.id });
    expect(JSON.stringify((await list({ limit: 200 })).body)).not.toMatch(/Horse/);
  });

  it('tells of a permission that was missing', async () => {
    expect(outcome(await ada.client.post('/api/v1/admin/users', stranger()))).toEqual([403, 'AUTH_005']);
    const entry = await eventually(() => newest('permission.refused'));
    expect(entry).toMatchObject({ actor_id: ada.user.id, details: { action: 'user.create' } });
  });

  it('says what an administrator changed', async () => {
    const account = stranger({ role: 'viewer' });
    const { body: user } = await admin.post('/api/v1/admin/users', account);
    expect(await newest('user.create')).toMatchObject({
      resource_id: user.id,
      changes: { email: account.email, role: 'viewer', password: '***' },
    });
    await admin.post('/api/v1/admin/users', account);
    expect(await newest('user.create_failed')).toMatchObject({ details: { error: 'email_taken' } });
  });

  it('keeps an administrative action from happening when it cannot be written', async () => {
    await installation.sql('ALTER TABLE audit_intent RENAME TO hidden');
    const account = stranger();
    const refused = await admin.post('/api/v1/admin/users', account);
    await installation.sql('ALTER TABLE hidden RENAME TO audit_intent');
    expect(outcome(refused)).toEqual([503, 'SVC_001']);
    expect(await installation.sql('SELECT FROM app_user WHERE email = $1', [account.email])).toHaveLength(0);
  });

  it('notes a repeated request once', async () => {
    const once = { headers: { 'idempotency-key': 'audit-1' } };
    const body = { program: 'agent', input: { request: 'x' } };
    const first = await ada.client.post('/api/v1/runs', body, once);
    await ada.client.post('/api/v1/runs', body, once);
    expect((await list({ resource_id: first.body.id })).body.total).toBe(1);
  });

  it('is filtered and paged, newest first', async () => {
    const { body } = await list({ resource_type: 'auth', limit: 2, offset: 1 });
    expect(body).toMatchObject({ limit: 2, offset: 1, skip: 1, items: [{ resource_type: 'auth' }, {}] });
    const [one, other] = body.items;
    expect(one.created_at >= other.created_at).toBe(true);
    expect((await list()).body.limit).toBe(100);
    expect((await list({ from: '2999-01-01T00:00:00Z' })).body.total).toBe(0);
    expect((await list({ to: '2999-01-01T00:00:00Z', action: 'auth.login' })).body.total).toBeGreaterThan(0);
    expect(outcome(await list({ limit: 201 }))).toEqual([422, 'VAL_001']);
    expect(outcome(await list({ actor_id: 'x' }))).toEqual([422, 'VAL_001']);
  });

  it('is for administrators, each of their own organization', async () => {
    expect((await list({}, ada.client)).status).toBe(403);
    expect((await list({}, gateway.client)).status).toBe(401);
    const personal = await installation.startGateway({ REGISTRATION_ORG: 'personal' });
    const bob = await member(personal.client);
    const { body } = await list({ limit: 200 }, bob.client);
    expect(body.items.every(({ actor_id }: { actor_id: string }) => actor_id === bob.user.id)).toBe(true);
    expect(body.total).toBeGreaterThan(0);
    const other = { query: { chain: 'installation' } };
    expect(outcome(await bob.client.get(`${AUDIT}/export`, other))).toEqual([403, 'AUTH_005']);
  });

  it.each(['organization', 'installation'])(
    'is exported for the %s so that anybody can check it',
    async (chain) => {
      const { status, headers, body } = await admin.get(`${AUDIT}/export`, { query: { chain } });
      expect([status, headers.get('content-type')]).toEqual([200, 'application/x-ndjson']);
      const verifier = new ExportVerifier();
      for (const line of (body as Buffer).toString().trimEnd().split('\n')) verifier.take(line);
      const verdict = verifier.verdict();
      expect(verdict.finding).toBeUndefined();
      expect(verdict.entries).toBeGreaterThan(0);
      const { body: keys } = await admin.get(`${AUDIT}/key`);
      expect(verdict.keyIds).toEqual([keys[0].id]);
    },
  );
});
