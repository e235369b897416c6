import { eventually } from '@muster/testing';
import { AppModule as RunnerModule } from '../../../apps/agent-runner/src/app.module';
import type { ApiClient } from '../../support/api-client';
import { AgentTaskLab } from './task-lab';
import { Installation, type RunningGateway } from '../../support/installation';

const WORKERS = '/api/v1/workers';
const MACHINE = { name: 'builder', hostname: 'builder.local', ip_address: '10.0.0.7' };

describe('tasks of agents that a worker executes', () => {
  let installation: Installation;
  let gateway: RunningGateway;
  let lab: AgentTaskLab;
  let machine: ApiClient;
  let worker: string;
  let agent: string;

  beforeAll(async () => {
    installation = await Installation.create({
      REGISTRATION_ORG: 'personal',
      DEFAULT_MODEL: 'scripted/echo',
    });
    gateway = await installation.startGateway();
    await installation.startApp(RunnerModule);
  });
  afterAll(() => installation.close());

  beforeEach(async () => {
    lab = new AgentTaskLab(installation, await gateway.person());
    const { client } = lab.owner;
    const scopes = ['workers:write', 'tasks:write'];
    const { body: key } = await client.post('/api/v1/security/api-keys', { name: 'worker', scopes });
    machine = gateway.client.as(key.key as string);
    worker = (await machine.post(`${WORKERS}/register`, MACHINE)).body.id;
    agent = await lab.agent({ worker_id: worker });
  });

  const approve = () =>
    lab.owner.client.patch(`/api/v1/admin/workers/${worker}/approve`, { is_approved: true });
  const fetched = async () => (await machine.get(`${WORKERS}/${worker}/tasks`)).body;
  const beat = async () => (await machine.post(`${WORKERS}/${worker}/heartbeat`, {})).body;
  const report = async (id: string, body: object) => (await machine.patch(`/api/v1/tasks/${id}`, body)).body;

  it('are fetched, begun and completed by it, and by nobody else', async () => {
    await approve();
    const low = await lab.give({ agent_id: agent, priority: 'low' });
    const urgent = await lab.give({ agent_id: agent, priority: 'critical' });
    expect(await beat()).toMatchObject({ status: 'online', pending_tasks: 2 });
    expect((await fetched()).items.map(({ id }: { id: string }) => id)).toEqual([urgent.id, low.id]);
    const begun = await report(urgent.id, { status: 'in_progress', progress_percent: 10 });
    expect(begun).toMatchObject({ status: 'in_progress', run_id: null, started_at: expect.any(String) });
    expect((await lab.row(agent)).status).toBe('busy');
    expect((await fetched()).items).toHaveLength(1);
    expect(await report(urgent.id, { progress_percent: 60 })).toMatchObject({ progress_percent: 60 });
    const done = await report(urgent.id, { status: 'completed', result: { built: true } });
    expect(done).toMatchObject({ status: 'completed', progress_percent: 100, result: { built: true } });
    expect(await lab.row(agent)).toMatchObject({ status: 'idle', tasks_completed: 1 });
    expect((await lab.get(low.id)).status).toBe('assigned');
    expect(await lab.patch(urgent.id, { status: 'in_progress' })).toMatchObject({ status: 400 });
    expect(await lab.patch(urgent.id, { result: 'other' })).toMatchObject({
      ...{ status: 400, body: { error_code: 'TSK_002' } },
    });
  });

  it('are found for its idle agents when nobody was named', async () => {
    await approve();
    const { id } = await lab.give();
    expect(await lab.becomes(id, 'assigned')).toMatchObject({ agent_id: agent });
    expect((await fetched()).items).toMatchObject([{ id }]);
  });

  it('wait out a failure, and are handed out again', async () => {
    await approve();
    const { id } = await lab.give({ agent_id: agent, max_retries: 1 });
    await report(id, { status: 'in_progress' });
    expect(await report(id, { status: 'failed', error: 'out of paper' })).toMatchObject({
      ...{ status: 'pending', retry_count: 1, error: 'out of paper', agent_id: agent },
    });
    expect((await beat()).pending_tasks).toBe(0);
    await installation.sql('UPDATE agent_task SET not_before = now() WHERE id = $1', [id]);
    await lab.becomes(id, 'assigned');
    await report(id, { status: 'in_progress' });
    expect((await report(id, { status: 'failed', error: 'again' })).status).toBe('failed');
    expect((await lab.row(agent)).tasks_failed).toBe(1);
  });

  it('are shown to no worker that is not approved, and to none whose agents are stopped', async () => {
    await lab.give({ agent_id: agent });
    expect((await fetched()).items).toEqual([]);
    expect((await beat()).pending_tasks).toBe(0);
    await approve();
    expect((await fetched()).total).toBe(1);
    await installation.sql(`UPDATE agent SET status = 'offline', is_active = false WHERE id = $1`, [agent]);
    expect((await fetched()).total).toBe(0);
  });

  it('are pending again when it is lost', async () => {
    await approve();
    const { id } = await lab.give({ agent_id: agent });
    await report(id, { status: 'in_progress' });
    await installation.sql(`UPDATE agent_worker SET status = 'offline' WHERE id = $1`, [worker]);
    await installation.sql(`UPDATE agent SET status = 'offline' WHERE id = $1`, [agent]);
    await lab.becomes(id, 'pending');
    await beat();
    await eventually(async () => (await lab.get(id)).status === 'assigned');
  });
});
