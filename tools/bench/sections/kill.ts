import { setTimeout as sleep } from 'node:timers/promises';
import { STEP_MS } from '../product/scenarios';
import type { Installation } from '../product/installation';
import { atMost, type Row } from '../report/row';
import type { Section } from '../section';
import { until } from '../support/until';
import { PROMPTS } from './burst';

const STEPS = 3;
const CHAINS = 80;
const AGENTS = 20;
/** In the middle of the second step. */
const KILL_AFTER_MS = STEP_MS * 1.5;

interface Recorded {
  run_id: string;
  key: string;
}

/** 100 runs in flight, and the only runner is gone. The supervisor starts another one. */
export const kill: Section = async ({ installation, say }): Promise<Row[]> => {
  const ids = await startRuns(installation);
  await until('all runs to run', async () => (await count(installation, ids, 'running')) === ids.length);
  await sleep(KILL_AFTER_MS);
  process.kill(await installation.runnerPid(), 'SIGKILL');
  const killedAt = performance.now();
  // What its database connections still had in hand is committed by then, and nobody else writes yet.
  await sleep(100);
  const recorded = await modelSteps(installation, ids);
  await until('all runs to end', async () => (await count(installation, ids, 'succeeded')) === ids.length);
  const took = performance.now() - killedAt;
  const due = stepTimeDue(ids, recorded);
  say(`kill: ${recorded.length} of ${ids.length * STEPS} steps recorded; ${due} ms of step time still due`);
  const files = await writtenFiles(installation, ids);
  return [
    {
      what: `kill -9 of the runner with ${ids.length} runs in flight: all done, step time still due taken off`,
      goal: atMost(3_000),
      measured: took - due,
      unit: 'ms',
      note: `${took.toFixed(0)} ms in all, of which ${due} ms are steps that had not ended`,
    },
    {
      what: 'recorded steps whose model was called again',
      goal: atMost(0),
      measured: await calledAgain(installation, recorded),
      unit: 'steps',
    },
    {
      what: `file writes of ${AGENTS} agents that are missing or happened twice`,
      goal: atMost(0),
      measured: Math.abs(AGENTS - files.length) + files.filter(({ version }) => version !== 1).length,
      unit: 'writes',
      note: 'writing a file is safe to repeat; what is not asks a person first: test/drills and libs/runs/src/engine/crash.spec.ts',
    },
  ];
};

async function startRuns({ api }: Installation): Promise<string[]> {
  const chain = { program: 'chain', input: PROMPTS, model: 'scripted/bench-chain' };
  const agent = { program: 'agent', input: { request: 'Write it down.' }, model: 'scripted/bench-agent' };
  const bodies = [...Array<object>(CHAINS).fill(chain), ...Array<object>(AGENTS).fill(agent)];
  const runs = await Promise.all(bodies.map((body) => api.post<{ id: string }>('/api/v1/runs', body)));
  return runs.map(({ id }) => id);
}

async function count(installation: Installation, ids: string[], status: string): Promise<number> {
  const rows = await installation.sql<{ count: number; failed: number }>(
    `SELECT count(*) FILTER (WHERE status = $2)::int AS count, count(*) FILTER (WHERE status = 'failed')::int AS failed
     FROM run WHERE id = ANY ($1)`,
    [ids, status],
  );
  if (rows[0]?.failed) throw new Error(`${rows[0].failed} of the runs have failed`);
  return rows[0]?.count ?? 0;
}

const modelSteps = (installation: Installation, ids: string[]): Promise<Recorded[]> =>
  installation.sql(
    `SELECT run_id, key FROM run_step WHERE run_id = ANY ($1) AND kind = 'model' AND status = 'done'`,
    [ids],
  );

/** Of the run that has the most before it; they all go on at once. */
function stepTimeDue(ids: string[], recorded: Recorded[]): number {
  const done = new Map<string, number>();
  for (const { run_id: id } of recorded) done.set(id, (done.get(id) ?? 0) + 1);
  return Math.max(...ids.map((id) => STEPS - (done.get(id) ?? 0))) * STEP_MS;
}

/**
 * By the ledger. A step that was recorded before the kill may have one row for it, or none: rows of a model that costs
 * nothing are written in the background and may have died with the runner.
 */
async function calledAgain(installation: Installation, recorded: Recorded[]): Promise<number> {
  const [row] = await installation.sql<{ count: number }>(
    `SELECT count(*)::int AS count FROM (
       SELECT 1 FROM usage_entry u JOIN unnest($1::uuid[], $2::text[]) AS k(run_id, key)
       ON u.run_id = k.run_id AND u.step_key = k.key
       WHERE u.outcome = 'ok' GROUP BY u.run_id, u.step_key HAVING count(*) > 1) again`,
    [recorded.map((each) => each.run_id), recorded.map((each) => each.key)],
  );
  return row?.count ?? 0;
}

/** A file's version counts how often it was written; a repeated write under the same key counts once. */
const writtenFiles = (installation: Installation, ids: string[]): Promise<{ version: number }[]> =>
  installation.sql(`SELECT version FROM workspace_file WHERE workspace_id = ANY ($1)`, [ids]);
