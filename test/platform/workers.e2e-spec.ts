import { ApiKeysService } from '@muster/identity';
import { eventually } from '@muster/testing';
import { AppModule as NotifierModule } from '../../apps/notifier/src/app.module';
import { administrator } from '../support/administrator';
import type { ApiClient } from '../support/api-client';
import { EventReaderClient } from '../support/event-reader-client';
import { Installation, type Person, type RunningGateway } from '../support/installation';
import { colleagueOf, outcome } from '../support/members';

const WORKERS = '/api/v1/workers';
const ADMIN = '/api/v1/admin/workers';
const SETTINGS = '/api/v1/settings';
const UNKNOWN = '3fa85f64-5717-4562-b3fc-2c963f66afa6';

const WRONG_REGISTRATIONS: [string, object][] = [
  ['name', { name: ' ' }],
  ['name', { name: 'n'.repeat(256) }],
  ['hostname', { hostname: 7 }],
  ['ip_address', { ip_address: undefined }],
  ['max_agents', { max_agents: 0 }],
  ['max_agents', { max_agents: 1.5 }],
  ['cpu_cores', { cpu_cores: -1 }],
  ['memory_total_mb', { memory_total_mb: 'much' }],
  ['os_info', { os_info: 'linux' }],
  ['capabilities', { capabilities: [] }],
  ['version', { version: 'v'.repeat(101) }],
];

describe('workers', () => {
  let installation: Installation;
  let gateway: RunningGateway;
  let other: RunningGateway;
  let ada: Person;

  beforeAll(async () => {
    installation = await Installation.create({ REGISTRATION_ORG: 'personal' });
    [gateway, other] = await Promise.all([installation.startGateway(), installation.startGateway()]);
    ada = await gateway.person();
  });

  afterAll(() => installation.close());

  let names = 0;
  const machine = (more: object = {}) => ({
    ...{ name: `worker-${(names += 1)}`, hostname: 'builder.local', ip_address: '10.0.0.7' },
    ...more,
  });
  const register = (more: object = {}, as: ApiClient = ada.client) =>
    as.post(`${WORKERS}/register`, machine(more));
  const approve = (id: string, body: object = { is_approved: true }, as: ApiClient = ada.client) =>
    as.patch(`${ADMIN}/${id}/approve`, body);
  const beat = (id: string, body: object = {}, as: ApiClient = ada.client) =>
    as.post(`${WORKERS}/${id}/heartbeat`, body);
  const silence = (id: string) =>
    installation.sql(`UPDATE agent_worker SET silent_since = now() - interval '3 minutes' WHERE id = $1`, [
      id,
    ]);

  const colleague = (role: string) => colleagueOf(ada, role, { installation, gateway });

  it('wait for approval when they come, and are updated when they come again', async () => {
    const sent = machine({
      ...{ max_agents: 3, cpu_cores: 8, memory_total_mb: 16_384, os_info: { name: 'linux' } },
      ...{ capabilities: { gpu: true }, version: '1.2.0', docker_version: '29' },
    });
    const first = await ada.client.post(`${WORKERS}/register`, sent);
    expect(first.status).toBe(201);
    expect(first.body).toEqual({
      ...sent,
      ...{ id: expect.any(String), status: 'pending', is_approved: false, group: null, agent_count: 0 },
      ...{ cpu_usage_percent: 0, memory_usage_percent: 0, disk_usage_percent: 0, last_heartbeat: null },
      ...{ created_at: expect.any(String), updated_at: expect.any(String) },
    });
    const again = await ada.client.post(`${WORKERS}/register`, {
      ...machine(),
      name: sent.name,
      version: '2',
    });
    expect(again.status).toBe(200);
    expect(again.body).toMatchObject({ id: first.body.id, version: '2', max_agents: 3, cpu_cores: 8 });
    expect(again.body).toMatchObject({ status: 'pending', is_approved: false });
  });

  it('report with a key that may do no more', async () => {
    const keys = gateway.app.get(ApiKeysService, { strict: false });
    const { key } = await keys.create(ada.actor, { name: 'worker', scopes: ['workers:write'] });
    const client = gateway.client.as(key);
    const { body: worker } = await register({}, client);
    const { status, body } = await beat(
      worker.id,
      { cpu_usage_percent: 12.5, memory_usage_percent: 40, disk_usage_percent: 7 },
      client,
    );
    expect([status, body]).toEqual([
      200,
      { status: 'pending', is_approved: false, pending_tasks: 0, server_time: expect.any(String) },
    ]);
    expect(Date.now() - Date.parse(body.server_time as string)).toBeLessThan(60_000);
    expect((await ada.client.get(ADMIN)).body.items[0]).toMatchObject({
      ...{ id: worker.id, cpu_usage_percent: 12.5, memory_usage_percent: 40, disk_usage_percent: 7 },
      last_heartbeat: expect.any(String),
    });
    expect((await approve(worker.id, undefined, client)).status).toBe(403);
    expect((await client.get('/api/v1/runs')).status).toBe(403);
  });

  it('are let in, put into a group, and let out', async () => {
    const { body: worker } = await register();
    const accepted = await approve(worker.id, { is_approved: true, group: ' gpu ' });
    expect(accepted.body).toMatchObject({ status: 'online', is_approved: true, group: 'gpu' });
    expect((await beat(worker.id)).body).toMatchObject({ status: 'online', is_approved: true });
    expect((await approve(worker.id)).body).toMatchObject({ status: 'online', group: 'gpu' });
    const refused = await approve(worker.id, { is_approved: false, group: '' });
    expect(refused.body).toMatchObject({ status: 'offline', is_approved: false, group: null });
    expect((await beat(worker.id)).body).toMatchObject({ status: 'offline', is_approved: false });
  });

  it('need another approval from another address', async () => {
    const sent = machine();
    const { body: worker } = await ada.client.post(`${WORKERS}/register`, sent);
    await approve(worker.id);
    expect((await ada.client.post(`${WORKERS}/register`, sent)).body.status).toBe('online');
    const moved = await ada.client.post(`${WORKERS}/register`, { ...sent, ip_address: '203.0.113.9' });
    expect(moved.body).toMatchObject({ id: worker.id, status: 'pending', is_approved: false });
  });

  it('are listed newest first, a page at a time, to administrators only', async () => {
    const { body: older } = await register();
    const { body: newer } = await register();
    const { body } = await ada.client.get(ADMIN, { query: { limit: 1 } });
    expect(body).toMatchObject({ limit: 1, offset: 0, skip: 0, items: [{ id: newer.id }] });
    const next = await ada.client.get(ADMIN, { query: { limit: 1, skip: 1 } });
    expect(next.body).toMatchObject({ offset: 1, total: body.total, items: [{ id: older.id }] });
    expect((await ada.client.get(ADMIN, { query: { limit: 201 } })).status).toBe(422);
    const operator = await colleague('operator');
    expect((await operator.get(ADMIN)).status).toBe(403);
    expect((await approve(older.id, undefined, operator)).status).toBe(403);
    expect((await register({}, operator)).status).toBe(201);
    const viewer = await colleague('viewer');
    expect([(await viewer.get(`${WORKERS}/overview`)).status, (await register({}, viewer)).status]).toEqual([
      200, 403,
    ]);
    expect((await beat(older.id, {}, viewer)).status).toBe(403);
  });

  it('are summed up, those that are online', async () => {
    const boss = await gateway.person();
    const empty = await boss.client.get(`${WORKERS}/overview`);
    expect(Object.values(empty.body)).toEqual(Array(9).fill(0));
    const add = async (more: object, reported?: object) => {
      const { body } = await register(more, boss.client);
      if (!reported) return;
      await approve(body.id, undefined, boss.client);
      await beat(body.id, reported, boss.client);
    };
    await add({ cpu_cores: 4, memory_total_mb: 1_000 }, { cpu_usage_percent: 10, memory_usage_percent: 20 });
    await add(
      { cpu_cores: 8, memory_total_mb: 3_000 },
      { cpu_usage_percent: 45.5, memory_usage_percent: 21 },
    );
    await add({ cpu_cores: 99, memory_total_mb: 99 }, { cpu_usage_percent: 99, status: 'maintenance' });
    await add({ cpu_cores: 99, memory_total_mb: 99 });
    const refused = await register({}, boss.client);
    await approve(refused.body.id, { is_approved: false }, boss.client);
    expect((await boss.client.get(`${WORKERS}/overview`)).body).toEqual({
      ...{ total_workers: 5, online_workers: 2, offline_workers: 1, pending_workers: 1 },
      ...{ total_cpu_cores: 12, total_memory_mb: 4_000, total_active_agents: 0 },
      ...{ avg_cpu_percent: 27.8, avg_memory_percent: 20.5 },
    });
  });

  it.each(WRONG_REGISTRATIONS)('are refused with a wrong %s (%j)', async (field, more) => {
    const answer = await register(more);
    expect(outcome(answer)).toEqual([422, 'VAL_001']);
    expect(answer.body.detail).toMatchObject([{ loc: ['body', field], msg: expect.stringContaining(field) }]);
  });

  it.each([
    ['cpu_usage_percent', 101],
    ['memory_usage_percent', -1],
    ['disk_usage_percent', 'full'],
    ['status', 'pending'],
  ])('are not heard with a wrong %s (%j)', async (field, value) => {
    const { body: worker } = await register();
    const answer = await beat(worker.id, { [field]: value });
    expect(outcome(answer)).toEqual([422, 'VAL_001']);
    expect(answer.body.details.errors).toMatchObject([{ field }]);
  });

  it('of others do not exist, and neither do those that never came', async () => {
    const { body: worker } = await register();
    const stranger = await gateway.person();
    for (const answer of [
      await beat(worker.id, {}, stranger.client),
      await approve(worker.id, undefined, stranger.client),
      await beat(UNKNOWN),
      await approve(UNKNOWN),
    ])
      expect(outcome(answer)).toEqual([404, 'WRK_001']);
    expect(outcome(await beat('nobody'))).toEqual([422, 'VAL_001']);
    expect(outcome(await approve(worker.id, {}))).toEqual([422, 'VAL_001']);
    expect((await stranger.client.get(ADMIN)).body.total).toBe(0);
  });

  it('are told of when they come and go, live, by whichever process notices', async () => {
    await installation.startApp(NotifierModule);
    const { body: worker } = await register();
    const stream = await EventReaderClient.open(`${other.url}/api/v1/events`, ada.token);
    await approve(worker.id);
    await eventually(() => stream.types.includes('worker.online'));
    await silence(worker.id);
    await eventually(() => stream.types.includes('worker.offline'), 'worker.offline', 20_000);
    await beat(worker.id);
    await eventually(() => stream.events.length === 3);
    stream.close();
    expect(stream.events.map(({ data }) => [data.run_id, data.seq, data.type, data.data])).toEqual([
      [null, null, 'worker.online', expect.objectContaining({ worker_id: worker.id, last_heartbeat: null })],
      [null, null, 'worker.offline', expect.objectContaining({ name: worker.name, status: 'offline' })],
      [null, null, 'worker.online', expect.objectContaining({ status: 'online' })],
    ]);
    expect(stream.events[2]?.data.data.last_heartbeat).toEqual(expect.any(String));
  }, 60_000);

  it('are in the trail when they register and when somebody decides, and not with every heartbeat', async () => {
    const boss = await gateway.person();
    const { body: worker } = await register({}, boss.client);
    await approve(worker.id, { is_approved: true }, boss.client);
    for (let n = 0; n < 3; n += 1) await beat(worker.id, {}, boss.client);
    const entries = await installation.sql<{ action: string; resource_id: string }>(
      `SELECT action, resource_id FROM audit_entry WHERE chain_id = $1 AND resource_type = 'worker' ORDER BY created_at`,
      [boss.actor.orgId],
    );
    expect(entries).toEqual([
      { action: 'worker.register', resource_id: worker.id },
      { action: 'worker.approve', resource_id: worker.id },
    ]);
  });

  it('are treated as administrators of the installation set it, in every process and at once', async () => {
    const admin = await administrator(gateway);
    const set = (name: string, value: unknown) => admin.put(`${SETTINGS}/${name}`, { value });
    const { body: waiting } = await register();
    await set('security/require_worker_approval', false);
    await set('general/max_agents_per_worker', 9);
    const elsewhere = other.client.as(ada.token);
    const free = await eventually(async () => {
      const { body } = await register({}, elsewhere);
      return body.status === 'online' && body.max_agents === 9 ? body : undefined;
    });
    expect(free.is_approved).toBe(true);
    const again = { ...machine(), name: waiting.name };
    expect((await elsewhere.post(`${WORKERS}/register`, again)).body).toMatchObject({
      ...{ status: 'pending', is_approved: false, max_agents: 5 },
    });
    await set('security/require_worker_approval', true);
    await set('general/max_agents_per_worker', 5);
    await eventually(async () => (await register({}, elsewhere)).body.status === 'pending');
  });
});
