import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { ErrorRecord } from '@muster/platform';
import type { RunStatus } from '@muster/runs';
import type { AgentTask } from '../agent-task.entity';
import { listed, RUNNING, WAITING } from '../agent-task.status';
import { cancelled, completed, expired, failed, type Outcome } from '../changes/outcomes';
import type { TaskDesk } from '../changes/task-desk';
import { TaskDesks } from '../changes/task-desks';
import { TaskPolicy } from '../task-policy';

const BATCH = 100;

const IS_RUNNING = `status IN (${listed(RUNNING)})`;
const IS_WAITING = `status IN (${listed(WAITING)})`;

const ENDED_SQL = `
SELECT t.id, t.agent_id AS "agentId" FROM agent_task t JOIN run r ON r.id = t.run_id
WHERE t.${IS_RUNNING} AND r.status IN ('succeeded', 'failed', 'cancelled') LIMIT ${BATCH}`;

const RUNS_SQL = `
SELECT id, status, output, error, coalesce(finished_at, now()) AS "finishedAt" FROM run
WHERE id = ANY ($1::uuid[]) AND status IN ('succeeded', 'failed', 'cancelled')`;

const LATE_SQL = `SELECT id FROM agent_task WHERE ${IS_WAITING} AND deadline <= now() LIMIT ${BATCH}`;

const TOO_LONG = `status = 'in_progress' AND in_progress_since <= now() - $1 * interval '1 minute'`;
const TOO_LONG_SQL = `SELECT id, agent_id AS "agentId" FROM agent_task WHERE ${TOO_LONG} LIMIT ${BATCH}`;

/** Tasks under way whose run does, or no longer does, wait for a person. */
const ASKING_SQL = `
SELECT t.id, r.status = 'waiting' AND r.waiting_for IN ('approval', 'input', 'budget') AS asks
FROM agent_task t JOIN run r ON r.id = t.run_id
WHERE t.${IS_RUNNING} AND r.status IN ('queued', 'running', 'waiting', 'paused')
  AND (t.status = 'review') <> (r.status = 'waiting' AND r.waiting_for IN ('approval', 'input', 'budget')) LIMIT ${BATCH}`;

interface EndedRun {
  id: string;
  status: RunStatus;
  output: { files?: string[] } | null;
  error: ErrorRecord | null;
  finishedAt: Date;
}

interface Under {
  id: string;
  agentId: string;
}

/** What attempts come to. Done by looking alone, so that it does not matter who dies when: a task has one run, and leaves it once. */
@Injectable()
export class Ends {
  constructor(
    private readonly source: DataSource,
    private readonly desks: TaskDesks,
    private readonly policy: TaskPolicy,
  ) {}

  /** The end of a run is that of its attempt. */
  async settle(): Promise<void> {
    const found = await this.source.query<Under[]>(ENDED_SQL);
    await this.atWork(found, IS_RUNNING, async (desk, tasks) => {
      const runs = await runsOf(desk.manager, tasks);
      return tasks.flatMap((task) => {
        const run = task.runId ? runs.get(task.runId) : undefined;
        return run ? [{ task, to: outcomeOf(task, run) }] : [];
      });
    });
  }

  /** Attempts that take longer than they may are failures. */
  async stopLate(): Promise<void> {
    const { attemptMinutes } = this.policy;
    const found = await this.source.query<Under[]>(TOO_LONG_SQL, [attemptMinutes]);
    const limit = new Date(Date.now() - attemptMinutes * 60_000).toISOString();
    await this.atWork(found, `status = 'in_progress' AND in_progress_since <= '${limit}'`, (_, tasks) =>
      tasks.map((task) => ({ task, to: failed(task, new Date(), `not done in ${attemptMinutes} minutes`) })),
    );
  }

  /** What nobody has begun before its deadline. */
  async expire(): Promise<void> {
    const found = await this.source.query<{ id: string }[]>(LATE_SQL);
    if (found.length === 0) return;
    await this.desks.transaction(async (desk) => {
      const ids = found.map(({ id }) => id);
      const tasks = await desk.lockTasks(ids, `${IS_WAITING} AND deadline <= now()`, { skipsHeld: true });
      await desk.change(tasks.map((task) => ({ task, to: expired(task, new Date()) })));
    });
  }

  /** A task whose run waits for a person is in review until somebody has answered. */
  async followQuestions(): Promise<void> {
    const found = await this.source.query<{ id: string; asks: boolean }[]>(ASKING_SQL);
    if (found.length === 0) return;
    const asks = new Map(found.map((each) => [each.id, each.asks]));
    await this.desks.transaction(async (desk) => {
      const tasks = await desk.lockTasks([...asks.keys()], IS_RUNNING, { skipsHeld: true });
      const now = new Date();
      await desk.change(
        tasks.map((task) => ({
          task,
          to: asks.get(task.id)
            ? ({ status: 'review' } as const)
            : ({ status: 'in_progress', inProgressSince: now } as const),
        })),
      );
    });
  }

  private async atWork(
    found: Under[],
    condition: string,
    outcomes: (
      desk: TaskDesk,
      tasks: AgentTask[],
    ) => { task: AgentTask; to: Outcome }[] | Promise<{ task: AgentTask; to: Outcome }[]>,
  ): Promise<void> {
    if (found.length === 0) return;
    await this.desks.transaction(async (desk) => {
      const agents = await desk.lockAgents(found.map(({ agentId }) => agentId));
      const ids = found.map(({ id }) => id);
      const tasks = await desk.lockTasks(ids, condition, { skipsHeld: true });
      const own = tasks.filter(({ agentId }) => agentId && agents.has(agentId));
      await desk.change(await outcomes(desk, own));
    });
  }
}

const runsOf = async (manager: EntityManager, tasks: AgentTask[]): Promise<Map<string, EndedRun>> => {
  const runs = await manager.query<EndedRun[]>(RUNS_SQL, [tasks.flatMap(({ runId }) => runId ?? [])]);
  return new Map(runs.map((run) => [run.id, run]));
};

function outcomeOf(task: AgentTask, { status, output, error, finishedAt }: EndedRun): Outcome {
  if (status === 'cancelled') return cancelled(task, finishedAt, 'its run was cancelled');
  if (status === 'failed') return failed(task, finishedAt, error?.message ?? 'its run failed');
  const { files = [], ...result } = output ?? {};
  return completed(task, finishedAt, { result, outputFiles: files });
}
