import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from '@muster/testing';
import { AgentTaskLab } from '../platform/tasks/task-lab';
import { Installation } from '../support/installation';
import { Runners } from './runners';

/** Two actions and an answer, of 150 ms each. */
const SLOW = {
  turns: [
    { action: { name: 'write_file', parameters: { filename: 'a.txt', body: 'a' } }, delayMs: 150 },
    { action: { name: 'read_file', parameters: { filename: 'a.txt' } }, delayMs: 150 },
    { action: { name: 'output_message', parameters: { message: 'done' } }, delayMs: 150 },
  ],
};

const TASKS = 20;

describe('a runner that is killed while agents are at work', () => {
  let installation: Installation;
  let lab: AgentTaskLab;
  let scenarios: string;
  let runners: Runners;

  beforeAll(async () => {
    scenarios = await mkdtemp(join(tmpdir(), 'muster-scenarios-'));
    await writeFile(join(scenarios, 'slow.json'), JSON.stringify(SLOW));
    installation = await Installation.create({ SCENARIO_DIR: scenarios, REGISTRATION_ORG: 'personal' });
    runners = new Runners(installation);
    const gateway = await installation.startGateway();
    lab = new AgentTaskLab(installation, await gateway.person());
  });
  afterAll(async () => {
    await runners.killAll();
    await installation.close();
    await rm(scenarios, { recursive: true, force: true });
  });

  const counts = async (): Promise<Record<string, number>> =>
    (await lab.owner.client.get('/api/v1/tasks/stats')).body.by_status;

  it('completes every task exactly once, wherever it dies', async () => {
    const agents = await Promise.all(
      [1, 2].map(() => lab.agent({ llm_model: 'slow', max_concurrent_tasks: 4 })),
    );
    const given = await Promise.all(Array.from({ length: TASKS }, () => lab.give()));
    // Between handing out, executing and settling: each time something else is under way.
    for (const completed of [1, 5, 10]) {
      const runner = await runners.start();
      await eventually(async () => ((await counts()).completed ?? 0) >= completed, `${completed} completed`);
      await runner.stop('SIGKILL');
    }
    await runners.start();
    await eventually(async () => (await counts()).completed === TASKS, 'all completed');

    const ends = await installation.sql<{ id: string; n: number }>(
      `SELECT data->>'id' AS id, count(*)::int AS n FROM org_event WHERE org_id = $1 AND type = 'task.completed' GROUP BY 1`,
      [lab.owner.actor.orgId],
    );
    expect(ends.map(({ id }) => id).sort()).toEqual(given.map(({ id }) => id).sort());
    expect(ends.every(({ n }) => n === 1)).toBe(true);
    const runs = await installation.sql(`SELECT status FROM run WHERE org_id = $1`, [lab.owner.actor.orgId]);
    expect(runs.map(({ status }) => status)).toEqual(Array(TASKS).fill('succeeded'));
    const rows = await Promise.all(agents.map((id) => lab.row(id)));
    expect(rows.map(({ status }) => status)).toEqual(['idle', 'idle']);
    expect(rows.reduce((sum, row) => sum + Number(row.tasks_completed), 0)).toBe(TASKS);
  });
});
