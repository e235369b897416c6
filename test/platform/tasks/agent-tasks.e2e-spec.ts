import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from '@muster/testing';
import { AppModule as RunnerModule } from '../../../apps/agent-runner/src/app.module';
import { administrator } from '../../support/administrator';
import { AgentTaskLab, AGENT_TASKS } from './task-lab';
import { EventReaderClient } from '../../support/event-reader-client';
import { Installation, type RunningGateway } from '../../support/installation';

const REFUSES = { turns: [{ match: '', error: { code: 'forbidden', message: 'I will not' } }] };
const SLOW = { turns: [{ match: '', text: 'late', delayMs: 60_000 }] };

const prefixed = (settings: Record<string, string>) =>
  Object.fromEntries(Object.entries(settings).map(([key, value]) => [`general.${key}`, value]));

const UNKNOWN = '3fa85f64-5717-4562-b3fc-2c963f66afa6';

describe('tasks of agents that Muster executes', () => {
  let installation: Installation;
  let gateway: RunningGateway;
  let lab: AgentTaskLab;
  let scenarios: string;

  beforeAll(async () => {
    scenarios = await mkdtemp(join(tmpdir(), 'muster-scenarios-'));
    await writeFile(join(scenarios, 'refuses.json'), JSON.stringify(REFUSES));
    await writeFile(join(scenarios, 'late.json'), JSON.stringify(SLOW));
    installation = await Installation.create({
      ...{ REGISTRATION_ORG: 'personal', DEFAULT_MODEL: 'scripted/echo', SCENARIO_DIR: scenarios },
    });
    gateway = await installation.startGateway();
    await installation.startApp(RunnerModule);
  });
  beforeEach(async () => {
    lab = new AgentTaskLab(installation, await gateway.person());
  });
  afterAll(async () => {
    await installation.close();
    await rm(scenarios, { recursive: true, force: true });
  });

  it('are taken by an idle agent, executed and completed, and the organization hears of it', async () => {
    const stream = await EventReaderClient.open(`${gateway.url}/api/v1/events?from=start`, lab.owner.token);
    const agent = await lab.agent({ system_prompt: 'You are brief.' });
    const task = await lab.give({
      ...{ title: 'Say hello', instructions: '[[write_file hello.txt Hello]]', metadata: { from: 'me' } },
    });
    expect(task).toMatchObject({
      ...{ status: 'pending', agent_id: null, priority: 'medium', max_retries: 3, result: null },
      ...{ assigned_by: lab.owner.actor.userId, progress_percent: 0, completed_at: null, run_id: null },
    });
    const done = await lab.becomes(task.id, 'completed');
    expect(done).toMatchObject({
      ...{ agent_id: agent, progress_percent: 100, error: null, metadata: { from: 'me' }, retry_count: 0 },
      ...{ result: { message: expect.stringContaining('Say hello') }, output_files: [expect.any(String)] },
    });
    expect(done.cost_tokens).toBeGreaterThan(0);
    expect(done.actual_duration_seconds).toBeGreaterThan(0);
    const run = (await lab.owner.client.get(`/api/v1/runs/${done.run_id}`)).body;
    expect(run).toMatchObject({ program: 'agent-task', status: 'succeeded', model: 'scripted/echo' });
    const told = () => stream.events.filter(({ data }) => /^(task|agent)\./.test(data.type));
    await eventually(() => told().length === 6);
    stream.close();
    expect(told().map(({ data: { type, data } }) => `${type} ${String(data.status)}`)).toEqual([
      'task.created pending',
      'task.updated assigned',
      'task.updated in_progress',
      'agent.status busy',
      'task.completed completed',
      'agent.status idle',
    ]);
    expect(told()[4]?.data.data).toEqual(done);
    expect(await lab.row(agent)).toMatchObject({
      ...{ status: 'idle', tasks_completed: 1, tasks_failed: 0, total_tokens_used: done.cost_tokens },
    });
  });

  it('go to the agent that is named, even to one that is offline, if it has the tools', async () => {
    const agent = await lab.agent({ status: 'offline', enabled_tools: '["filesystem", "web"]' });
    const wanted = { agent_id: agent, required_tools: ['web'] };
    const task = await lab.give(wanted);
    expect(task).toMatchObject({ status: 'assigned', agent_id: agent });
    const lacking = await lab.post({ ...wanted, required_tools: ['web', 'code'] });
    expect(lacking).toMatchObject({ status: 400, body: { error_code: 'AGT_005' } });
    expect(await lab.post({ agent_id: UNKNOWN })).toMatchObject({
      ...{ status: 404, body: { error_code: 'AGT_001' } },
    });
    await installation.sql(`UPDATE agent SET status = 'idle' WHERE id = $1`, [agent]);
    await lab.becomes(task.id, 'completed');
  });

  it('are tried again after a failure, and fail in the end', async () => {
    const agent = await lab.agent({ llm_model: 'refuses' });
    const { id } = await lab.give({ max_retries: 1 });
    const again = await eventually(async () => {
      const task = await lab.get(id);
      return task.retry_count === 1 && task;
    });
    expect(again).toMatchObject({ status: 'pending', agent_id: null, error: 'I will not', run_id: null });
    await installation.sql('UPDATE agent_task SET not_before = now() WHERE id = $1', [id]);
    const failed = await lab.becomes(id, 'failed');
    expect(failed).toMatchObject({ retry_count: 1, error: 'I will not', completed_at: expect.any(String) });
    expect(await lab.row(agent)).toMatchObject({ status: 'idle', tasks_failed: 1, failure_streak: 1 });
    await Promise.all([lab.give({ max_retries: 0 }), lab.give({ max_retries: 0 })]);
    await eventually(async () => (await lab.row(agent)).status === 'error');
    expect(await lab.row(agent)).toMatchObject({ tasks_failed: 3, failure_streak: 3 });
  });

  it('are stopped where they are executed when they are called off', async () => {
    const agent = await lab.agent({ llm_model: 'late' });
    const { id } = await lab.give();
    const { run_id } = await lab.becomes(id, 'in_progress');
    expect((await lab.row(agent)).status).toBe('busy');
    const { status, body } = await lab.owner.client.post(`${AGENT_TASKS}/${id}/cancel`, {
      reason: 'no more',
    });
    expect(status).toBe(200);
    expect(body).toMatchObject({ status: 'cancelled', error: 'no more', completed_at: expect.any(String) });
    expect((await lab.owner.client.get(`/api/v1/runs/${run_id}`)).body.status).toBe('cancelled');
    expect(await lab.row(agent)).toMatchObject({ status: 'idle', tasks_completed: 0, tasks_failed: 0 });
    const twice = await lab.owner.client.post(`${AGENT_TASKS}/${id}/cancel`, {});
    expect(twice).toMatchObject({ status: 400, body: { error_code: 'TSK_003' } });
  });

  it('are cancelled with their run', async () => {
    await lab.agent({ llm_model: 'late' });
    const { id } = await lab.give();
    const { run_id } = await lab.becomes(id, 'in_progress');
    await lab.owner.client.post(`/api/v1/runs/${run_id}/cancel`, {});
    await lab.becomes(id, 'cancelled');
  });

  it('are in review while a supervised agent asks for leave', async () => {
    await lab.agent({ autonomy_level: 'supervised' });
    const { id } = await lab.give({ title: '[[write_file a.txt a]] [[output_message done]]' });
    const { run_id } = await lab.becomes(id, 'review');
    const approvals = `/api/v1/runs/${run_id}/approvals`;
    const [asked] = (await lab.owner.client.get(approvals)).body.items;
    expect(asked).toMatchObject({ action: 'write_file', args: { filename: 'a.txt', body: 'a' } });
    await lab.owner.client.post(`${approvals}/${asked.id}`, { approved: true });
    const done = await lab.becomes(id, 'completed');
    expect(done.output_files).toHaveLength(1);
  });

  it('go on without what a person refused, and a cautious agent need not ask for its own files', async () => {
    await lab.agent({ autonomy_level: 'supervised' });
    const { id } = await lab.give({ title: '[[write_file a.txt a]] [[output_message done]]' });
    const { run_id } = await lab.becomes(id, 'review');
    const approvals = `/api/v1/runs/${run_id}/approvals`;
    const [asked] = (await lab.owner.client.get(approvals)).body.items;
    await lab.owner.client.post(`${approvals}/${asked.id}`, { approved: false, note: 'no files' });
    expect((await lab.becomes(id, 'completed')).output_files).toEqual([]);
    const { body } = await lab.owner.client.get(`/api/v1/runs/${run_id}/steps`, { query: { kind: 'turn' } });
    expect(body.items[0].output.result).toMatchObject({
      status: 'FAILURE',
      error: 'a person refused it: no files',
    });
    const cautious = await lab.agent({ autonomy_level: 'cautious' });
    const free = await lab.give({
      title: '[[write_file a.txt a]] [[output_message done]]',
      agent_id: cautious,
    });
    expect((await lab.becomes(free.id, 'completed')).output_files).toHaveLength(1);
  });

  it('offer an agent nothing but what it was given', async () => {
    await lab.agent({ enabled_tools: '{"rag": true, "filesystem": false}' });
    const { id } = await lab.give({ title: '[[write_file a.txt a]] [[output_message done]]' });
    const done = await lab.becomes(id, 'completed');
    expect(done).toMatchObject({ output_files: [], result: { message: 'done' } });
  });

  it('end when the tokens of a task are used up', async () => {
    await lab.agent({ max_tokens_per_task: 1 });
    const { id } = await lab.give({ title: '[[list_files]] [[output_message done]]', max_retries: 0 });
    expect((await lab.becomes(id, 'failed')).error).toMatch(/tokens/);
  });

  it('are given out, tried again and stopped as administrators set it', async () => {
    const admin = await administrator(gateway);
    const set = (settings: Record<string, string>) =>
      admin.put('/api/v1/settings/bulk', { settings: prefixed(settings) });
    await set({ auto_assign_tasks: 'false', max_retries: '0', task_timeout_minutes: '2' });
    const agent = await lab.agent({ llm_model: 'late' });
    const late = await lab.give({ agent_id: agent, max_retries: 0 });
    await lab.becomes(late.id, 'in_progress');
    await installation.sql(
      `UPDATE agent_task SET in_progress_since = now() - interval '3 minutes' WHERE id = $1`,
      [late.id],
    );
    expect((await lab.becomes(late.id, 'failed')).error).toMatch(/2 minutes/);
    const waiting = await eventually(async () => {
      const task = await lab.give();
      return task.max_retries === 0 && task;
    });
    const named = await lab.give({ agent_id: agent });
    await lab.becomes(named.id, 'in_progress');
    expect((await lab.get(waiting.id)).status).toBe('pending');
    await set({ auto_assign_tasks: 'true', max_retries: '3', task_timeout_minutes: '60' });
    await lab.becomes(waiting.id, 'in_progress');
  });

  it('have failed when nobody has begun by the deadline', async () => {
    const { id } = await lab.give({ deadline: new Date(Date.now() - 1_000).toISOString() });
    expect((await lab.becomes(id, 'failed')).error).toBe('deadline exceeded');
  });

  it('count as failed when they take longer than they may', async () => {
    const agent = await lab.agent({ llm_model: 'late' });
    const { id } = await lab.give({ max_retries: 0 });
    const { run_id } = await lab.becomes(id, 'in_progress');
    await installation.sql(
      `UPDATE agent_task SET in_progress_since = now() - interval '61 minutes' WHERE id = $1`,
      [id],
    );
    expect((await lab.becomes(id, 'failed')).error).toMatch(/60 minutes/);
    expect((await lab.owner.client.get(`/api/v1/runs/${run_id}`)).body.status).toBe('cancelled');
    expect((await lab.row(agent)).status).toBe('idle');
  });
});
