import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { ErrorRecord } from '@muster/platform';
import type { RunStatus } from '@muster/runs';
import type { AgentTask } from '../agent-task.entity';
import { listed, RUNNING, WAITING } from '../agent-task.status';
import { cancelled, completed, expired, failed, type Outcome } from '../changes/outcomes';
import { TaskDesks } from '../changes/task-desks';
import { lookFor, type TaskChange } from '../changes/task-rows';
import { TaskPolicy } from '../task-policy';

const BATCH = 50;

const IS_RUNNING = `status IN (${listed(RUNNING)})`;
const IS_LATE = `status IN (${listed(WAITING)}) AND deadline <= now()`;
const RUN_IS_OVER = `r.status IN ('succeeded', 'failed', 'cancelled')`;
const ASKS = `(r.status = 'waiting' AND r.waiting_for IN ('approval', 'input', 'budget'))`;

const ENDED_SQL = `${lookFor(IS_RUNNING)} JOIN run r ON r.id = t.run_id WHERE ${RUN_IS_OVER} LIMIT ${BATCH}`;

const RUNS_SQL = `
SELECT id, status, output, error, coalesce(finished_at, now()) AS "finishedAt" FROM run r
WHERE id = ANY ($1::uuid[]) AND ${RUN_IS_OVER}`;

/** Tasks under way whose run does, or no longer does, wait for a person. */
const ASKING_SQL = `
${lookFor(IS_RUNNING, `, ${ASKS} AS asks`)} JOIN run r ON r.id = t.run_id
WHERE NOT ${RUN_IS_OVER} AND (t.status = 'review') <> ${ASKS} LIMIT ${BATCH}`;

interface Found {
  id: string;
  subject: string;
}

interface EndedRun {
  id: string;
  status: RunStatus;
  output: { files?: string[] } | null;
  error: ErrorRecord | null;
  finishedAt: Date;
}

/**
 * What attempts come to. By looking alone, so that it does not matter who dies when: a task has one run, and leaves it once.
 * Each answers whether there may be more of it.
 */
@Injectable()
export class Ends {
  constructor(
    private readonly source: DataSource,
    private readonly desks: TaskDesks,
    private readonly policy: TaskPolicy,
  ) {}

  /** The end of a run is that of its attempt. */
  async settle(): Promise<boolean> {
    const found = await this.source.query<Found[]>(ENDED_SQL);
    return this.change(found, IS_RUNNING, async (tasks, manager) => {
      const runs = await runsOf(manager, tasks);
      return tasks.flatMap((task) => {
        const run = task.runId ? runs.get(task.runId) : undefined;
        return run ? [{ task, to: outcomeOf(task, run) }] : [];
      });
    });
  }

  /** Attempts that take longer than they may are failures. */
  async stopLate(): Promise<boolean> {
    const { attemptMinutes } = this.policy;
    const isTooLong = `status = 'in_progress' AND in_progress_since <= now() - interval '${attemptMinutes} minutes'`;
    const found = await this.source.query<Found[]>(`${lookFor(isTooLong)} LIMIT ${BATCH}`);
    const reason = `not done in ${attemptMinutes} minutes`;
    return this.change(found, isTooLong, (tasks) =>
      tasks.map((task) => ({ task, to: failed(task, new Date(), reason) })),
    );
  }

  /** What nobody has begun before its deadline. */
  async expire(): Promise<boolean> {
    const found = await this.source.query<Found[]>(`${lookFor(IS_LATE)} LIMIT ${BATCH}`);
    return this.change(found, IS_LATE, (tasks) =>
      tasks.map((task) => ({ task, to: expired(task, new Date()) })),
    );
  }

  /** A task whose run waits for a person is in review until somebody has answered. */
  async followQuestions(): Promise<boolean> {
    const found = await this.source.query<(Found & { asks: boolean })[]>(ASKING_SQL);
    const asks = new Map(found.map((each) => [each.id, each.asks]));
    return this.change(found, IS_RUNNING, (tasks) =>
      tasks.map((task) => ({
        task,
        to: asks.get(task.id) ? { status: 'review' } : { status: 'in_progress', inProgressSince: new Date() },
      })),
    );
  }

  private async change(
    found: Found[],
    condition: string,
    changesOf: (tasks: AgentTask[], manager: EntityManager) => TaskChange[] | Promise<TaskChange[]>,
  ): Promise<boolean> {
    const subjects = found.map(({ subject }) => subject);
    const changed = await this.desks.sweep(subjects, async (desk) => {
      const ids = found.map(({ id }) => id);
      const tasks = await desk.tasks(ids, condition);
      return desk.change(await changesOf(tasks, desk.manager));
    });
    return changed > 0 && found.length === BATCH;
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
