import { randomUUID } from 'node:crypto';
import type { Actor } from '@muster/identity';
import { TasksBench } from '../../testing/tasks-bench';
import { TaskPolicy } from '../task-policy';
import { Ends } from './ends';

describe('tasks that move', () => {
  let lab: TasksBench;
  let ada: Actor;

  beforeAll(async () => {
    lab = await TasksBench.open(2);
  });
  beforeEach(() => {
    ada = lab.bench.actor();
  });
  afterAll(() => lab.close());

  const statuses = async () => (await lab.of(ada)).map(({ status }) => status).sort();

  it('are begun once, whoever looks, by agents within what they may do at once', async () => {
    const agents = await Promise.all([1, 2].map(() => lab.bench.agent(ada, { maxConcurrentTasks: 2 })));
    await Promise.all(Array.from({ length: 6 }, () => lab.give(ada)));
    for (let round = 0; round < 4; round += 1) await lab.sweep();
    const tasks = await lab.of(ada);
    for (const { id } of agents) expect(tasks.filter(({ agentId }) => agentId === id)).toHaveLength(2);
    expect(await statuses()).toEqual([...Array(4).fill('in_progress'), 'queued', 'queued']);
    const runs = await lab.query<object[]>('SELECT 1 FROM run WHERE org_id = $1', [ada.orgId]);
    expect(runs).toHaveLength(4);
    expect(await Promise.all(agents.map((agent) => lab.bench.statusOf(agent)))).toEqual(['busy', 'busy']);
  });

  it('go out by priority, then by age, past what nobody can do', async () => {
    await lab.bench.agent(ada, { enabledTools: ['web'], maxConcurrentTasks: 2 });
    await lab.give(ada, { title: 'impossible', priority: 'critical', requiredTools: ['forklift'] });
    for (const title of ['first', 'second']) await lab.give(ada, { title, priority: 'low' });
    await lab.give(ada, { title: 'urgent', priority: 'high', requiredTools: ['web'] });
    await lab.sweep();
    await lab.sweep();
    const begun = (await lab.of(ada)).filter(({ status }) => status === 'in_progress');
    expect(begun.map(({ title }) => title).sort()).toEqual(['first', 'urgent']);
    expect((await statuses()).filter((status) => status === 'queued')).toHaveLength(2);
  });

  it('wait for a person to choose where they are not given out', async () => {
    const agent = await lab.bench.agent(ada, {});
    const policies = lab.bench.all(TaskPolicy);
    for (const policy of policies) policy.assignsByItself = false;
    await lab.give(ada);
    const named = await lab.give(ada, { agentId: agent.id });
    await lab.sweep();
    for (const policy of policies) policy.assignsByItself = true;
    expect(await statuses()).toEqual(['in_progress', 'pending']);
    expect((await lab.find(named.id)).status).toBe('in_progress');
  });

  it('settle once, however many look', async () => {
    const agent = await lab.bench.agent(ada, {});
    const { id } = await lab.give(ada);
    await lab.sweep();
    await lab.sweep();
    const { runId } = await lab.find(id);
    await lab.query(
      `INSERT INTO usage_entry (org_id, user_id, run_id, provider, model, input_tokens, cached_input_tokens, output_tokens,
         estimated, cost_usd, priced, duration_ms, tries, outcome)
       VALUES ($1, $2, $3, 'scripted', 'echo', 100, 0, 20, false, 0.25, true, 5, 1, 'ok')`,
      [ada.orgId, ada.userId, runId],
    );
    const file = randomUUID();
    await lab.endRun(runId, 'succeeded', { output: { message: 'done', files: [file] } });
    const ends = lab.bench.all(Ends);
    await Promise.all([...ends, ...ends, ...ends].map((each) => each.settle()));
    expect(await lab.find(id)).toMatchObject({
      ...{
        status: 'completed',
        result: { message: 'done' },
        outputFiles: [file],
        costTokens: 120,
        costUsd: 0.25,
      },
    });
    expect(
      await lab.query('SELECT tasks_completed, total_tokens_used FROM agent WHERE id = $1', [agent.id]),
    ).toEqual([{ tasks_completed: 1, total_tokens_used: 120 }]);
    const told = (await lab.bench.told(ada)).map(({ type }) => type);
    expect(told.filter((type) => type === 'task.completed')).toHaveLength(1);
    expect(told.filter((type) => type === 'agent.status')).toHaveLength(2);
  });

  it('end in one way when they are called off as they are done', async () => {
    const agent = await lab.bench.agent(ada, { maxConcurrentTasks: 20 });
    const given = await Promise.all(Array.from({ length: 12 }, () => lab.give(ada)));
    await lab.sweep();
    await lab.sweep();
    const running = await lab.of(ada);
    expect(running.map(({ status }) => status)).toEqual(Array(12).fill('in_progress'));
    await Promise.all(
      running.map(({ runId }) => lab.endRun(runId, 'succeeded', { output: { message: 'x' } })),
    );
    const cancelling = given.map(({ id }) =>
      lab.tasks.cancel(ada, id).then(
        () => 'cancelled',
        () => 'completed',
      ),
    );
    const [outcomes] = await Promise.all([Promise.all(cancelling), lab.sweep()]);
    await lab.sweep();
    const ended = await Promise.all(given.map(({ id }) => lab.find(id)));
    expect(ended.map(({ status }) => status)).toEqual(outcomes);
    const [counted] = await lab.query<{ tasks_completed: number; status: string }[]>(
      'SELECT tasks_completed, status FROM agent WHERE id = $1',
      [agent.id],
    );
    const completed = outcomes.filter((outcome) => outcome === 'completed').length;
    expect(counted).toEqual({ tasks_completed: completed, status: 'idle' });
  });

  it('come back from an agent that is stopped, and what is executed of them is stopped', async () => {
    const agent = await lab.bench.agent(ada, { maxConcurrentTasks: 1 });
    const [first, second] = [await lab.give(ada), await lab.give(ada, { agentId: agent.id })];
    await lab.sweep();
    await lab.sweep();
    const begun = (await lab.of(ada)).find(({ status }) => status === 'in_progress');
    await lab.query(`UPDATE agent SET status = 'offline', is_active = false WHERE id = $1`, [agent.id]);
    await lab.sweep();
    const [one, two] = await Promise.all([lab.find(first.id), lab.find(second.id)]);
    expect(begun?.id).toBe(second.id);
    expect([one.status, two.status, two.runId]).toEqual(['queued', 'pending', null]);
    expect(await lab.query('SELECT status FROM run WHERE id = $1', [begun?.runId])).toEqual([
      { status: 'cancelled' },
    ]);
    await lab.bench.agent(ada, {});
    await lab.sweep();
    await lab.sweep();
    expect((await lab.find(first.id)).status).toBe('in_progress');
    expect((await lab.find(second.id)).agentId).toBe(agent.id);
  });

  it('come back from a worker that is lost', async () => {
    const worker = await lab.bench.online(ada);
    const agent = await lab.bench.agent(ada, { workerId: worker.id });
    const given = await Promise.all([1, 2].map(() => lab.give(ada, { agentId: agent.id })));
    await lab.tasks.update(ada, given[0]?.id as string, { status: 'in_progress' });
    expect(await lab.bench.statusOf(agent)).toBe('busy');
    await lab.query(`UPDATE agent_worker SET status = 'offline' WHERE id = $1`, [worker.id]);
    await lab.query(`UPDATE agent SET status = 'offline' WHERE id = $1`, [agent.id]);
    await lab.sweep();
    expect(await statuses()).toEqual(['pending', 'pending']);
  });

  it('make an agent busy that goes on after somebody paused it', async () => {
    const agent = await lab.bench.agent(ada, {});
    await lab.give(ada, { agentId: agent.id });
    await lab.sweep();
    await lab.query(`UPDATE agent SET status = 'paused' WHERE id = $1`, [agent.id]);
    await lab.give(ada);
    await lab.sweep();
    expect(await lab.bench.statusOf(agent)).toBe('paused');
    expect(await statuses()).toEqual(['in_progress', 'queued']);
    await lab.query(`UPDATE agent SET status = 'idle' WHERE id = $1`, [agent.id]);
    await lab.sweep();
    expect(await lab.bench.statusOf(agent)).toBe('busy');
  });

  it('go to others when the agent is removed that somebody named', async () => {
    const agent = await lab.bench.agent(ada, {});
    const { id } = await lab.give(ada, { agentId: agent.id });
    await lab.query(
      `UPDATE agent SET status = 'offline', is_active = false, deleted_at = now() WHERE id = $1`,
      [agent.id],
    );
    const other = await lab.bench.agent(ada, {});
    await lab.sweep();
    await lab.sweep();
    expect(await lab.find(id)).toMatchObject({ status: 'in_progress', agentId: other.id });
  });
});
