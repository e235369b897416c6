import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from '@muster/testing';
import { Installation, type Person, type RunningGateway } from '../support/installation';
import { Runners } from './runners';

/** A model that takes its time: three turns of 150 ms. */
const SLOW = {
  turns: Array.from({ length: 3 }, (_, index) => ({ text: `answer ${index + 1}`, delayMs: 150 })),
};

const RUNS = 40;

describe('a runner that is killed', () => {
  let installation: Installation;
  let gateway: RunningGateway;
  let ada: Person;
  let scenarios: string;
  let runners: Runners;

  beforeAll(async () => {
    scenarios = await mkdtemp(join(tmpdir(), 'muster-scenarios-'));
    await writeFile(join(scenarios, 'slow.json'), JSON.stringify(SLOW));
    installation = await Installation.create({ DEFAULT_MODEL: 'scripted/slow', SCENARIO_DIR: scenarios });
    runners = new Runners(installation);
    gateway = await installation.startGateway();
    ada = await gateway.person();
  });
  afterAll(async () => {
    await runners.killAll();
    await installation.close();
    await rm(scenarios, { recursive: true, force: true });
  });

  const startRuns = async (): Promise<string[]> => {
    const start = () =>
      ada.client.post('/api/v1/runs', { program: 'chain', input: { prompts: ['a', 'b', 'c'] } });
    return (await Promise.all(Array.from({ length: RUNS }, start))).map(({ body }) => body.id as string);
  };

  const recorded = (ids: string[]) =>
    installation.sql<{ run_id: string; key: string; started_at: Date }>(
      `SELECT run_id, key, started_at FROM run_step WHERE run_id = ANY ($1) AND status = 'done' ORDER BY run_id, seq`,
      [ids],
    );

  const succeeded = async (ids: string[]): Promise<number> =>
    (await installation.sql(`SELECT 1 FROM run WHERE id = ANY ($1) AND status = 'succeeded'`, [ids])).length;

  it('loses no run and repeats no recorded step', async () => {
    const runner = await runners.start();
    const ids = await startRuns();
    await eventually(async () => (await recorded(ids)).length > RUNS);
    await runner.stop('SIGKILL');
    const before = await recorded(ids);
    expect(before.length).toBeLessThan(3 * RUNS);

    await runners.start();
    await eventually(async () => (await succeeded(ids)) === RUNS);
    const after = await recorded(ids);
    expect(after).toHaveLength(3 * RUNS);
    expect(after).toEqual(expect.arrayContaining(before));
    const requeued = `SELECT DISTINCT run_id FROM run_event WHERE run_id = ANY ($1) AND data->>'reason' = 'worker_lost'`;
    expect((await installation.sql(requeued, [ids])).length).toBeGreaterThan(0);
    const gaps = `SELECT run_id FROM run_event WHERE run_id = ANY ($1) GROUP BY run_id HAVING max(seq) <> count(*)`;
    expect(await installation.sql(gaps, [ids])).toEqual([]);
  });

  it('lets another runner take over while it stays dead', async () => {
    const [first] = [await runners.start(), await runners.start()];
    const ids = await startRuns();
    await eventually(async () => (await recorded(ids)).length > 0);
    await first?.stop('SIGKILL');
    await eventually(async () => (await succeeded(ids)) === RUNS);
  });

  it('hands its runs over when it is asked to stop', async () => {
    await runners.killAll();
    const runner = await runners.start();
    const ids = await startRuns();
    await eventually(async () => (await recorded(ids)).length > 0);
    const { code } = await runner.stop('SIGTERM');
    expect(code === 0 || code === null).toBe(true);
    const held = await installation.sql(`SELECT 1 FROM run WHERE id = ANY ($1) AND status = 'running'`, [
      ids,
    ]);
    expect(held).toEqual([]);
    await runners.start();
    await eventually(async () => (await succeeded(ids)) === RUNS);
  });
});
