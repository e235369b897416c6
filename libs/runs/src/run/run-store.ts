import { Injectable, Logger } from '@nestjs/common';
import { Pool } from 'pg';
import type { EntityManager } from 'typeorm';
import { EXECUTE_RUNS } from '@muster/contracts';
import { Batcher, Hinter, Jobs, NotFoundError } from '@muster/platform';
import type { Run } from './run.entity';
import { type RunRow, toRun } from './run.row';
import type { RunStatus, WaitReason } from './run.status';
import { CHANGE_STATUS_SQL, INSERT_RUNS_SQL, SIGNAL_SQL } from './runs.sql';

/** Whose runs a caller may see: a user's own, or, without a user, all of the organization's. */
export interface RunScope {
  orgId: string;
  userId?: string;
}

export interface NewRun {
  id: string;
  org_id: string;
  user_id: string;
  program: string;
  program_version: number;
  title: string;
  status: RunStatus;
  waiting_for?: WaitReason;
  wait_topics: string[];
  input: unknown;
  state: Record<string, unknown>;
  model?: string;
  parent_id?: string;
  ancestry: string[];
  budget_usd?: number;
}

export interface NewSignal {
  topic: string;
  payload: unknown;
  event: string;
  data?: Record<string, unknown>;
  /** Makes the run's own waiting the lock: of two callers at once, one gets in. */
  onlyIfAwaited?: boolean;
  /** Merged into the run's visible state. */
  state?: Record<string, unknown>;
}

/** Anything that can send a statement: the pool, or a transaction's manager by `within`. */
export interface Queryable {
  query(text: string, values: unknown[]): Promise<{ rows: RunRow[] }>;
}

/** Sends statements inside a transaction, in the shape of the pool. */
export const within = (manager: EntityManager): Queryable => ({
  query: async (text, values) => ({ rows: await manager.query(text, values) }),
});

interface HandOver {
  perJob?: number;
  /** Distinguishes repeated hand-overs of the same waking. */
  again?: (run: Run) => number;
}

const CHILD_CANCELLED = { code: 'cancelled', message: 'the child run was cancelled' };

/** Runs that travel in one queue job: cheap in a burst, small enough to spread over several runners. */
const RUNS_PER_JOB = 8;

/** The statements of the run table that are too hot, or too particular, for the ORM. */
@Injectable()
export class RunStore {
  private readonly logger = new Logger(RunStore.name);
  private readonly inserts = new Batcher<NewRun, Run>((runs) => this.insertMany(runs), { max: 200 });
  private readonly reads = new Batcher<string, Run | undefined>((ids) => this.readMany(ids), { lanes: 2 });

  constructor(
    private readonly pool: Pool,
    private readonly jobs: Jobs,
    private readonly hinter: Hinter,
  ) {}

  /** Grouped with the inserts of other callers. Queued runs are handed to the queue after the commit. */
  insert(run: NewRun): Promise<Run> {
    return this.inserts.add(run);
  }

  /** Grouped with the reads of other callers. Throws NotFound for another owner's run as for an unknown one. */
  async get(scope: RunScope, id: string): Promise<Run> {
    const run = await this.reads.add(id);
    if (run?.orgId !== scope.orgId || (scope.userId && run.userId !== scope.userId))
      throw new NotFoundError('run', id);
    return run;
  }

  async insertWithin(target: Queryable, runs: NewRun[]): Promise<Run[]> {
    const { rows } = await target.query(INSERT_RUNS_SQL, [JSON.stringify(runs)]);
    return rows.map(toRun);
  }

  /** Compare-and-set of the status of several runs, with its event. Answers those that changed. */
  async changeStatus(
    target: Queryable,
    ids: string[],
    change: { to: RunStatus; from: RunStatus[]; event: string; data?: Record<string, unknown> },
  ): Promise<Run[]> {
    const values = [ids, change.to, change.from, change.event, JSON.stringify(change.data ?? {})];
    return (await target.query(CHANGE_STATUS_SQL, values)).rows.map(toRun);
  }

  /** Undefined when the run is final or unknown, or does not wait for it although it should. */
  async signal(target: Queryable, runId: string, signal: NewSignal): Promise<Run | undefined> {
    const { topic, payload, event, data = {}, onlyIfAwaited = false, state = {} } = signal;
    const values = [
      runId,
      topic,
      JSON.stringify(payload ?? null),
      event,
      JSON.stringify(data),
      onlyIfAwaited,
      JSON.stringify(state),
    ];
    const [row] = (await target.query(SIGNAL_SQL, values)).rows;
    return row && toRun(row);
  }

  /** A child's end, for whoever waits for it. Answers the parent if there is one that still listens. */
  async tellParent(target: Queryable, child: Run): Promise<Run | undefined> {
    if (!child.parentId) return undefined;
    const error = child.status === 'cancelled' ? CHILD_CANCELLED : child.error;
    return this.signal(target, child.parentId, {
      topic: `child:${child.id}`,
      payload: error ? { error } : { output: child.output ?? null },
      event: 'child.ended',
      data: { run_id: child.id, status: child.status },
    });
  }

  /** After a commit: tells live readers, and hands queued runs to the queue. Nothing is lost if this is. */
  announce(runs: Run[]): void {
    if (runs.length === 0) return;
    this.hinter.hint('events.appended', {
      orgIds: [...new Set(runs.map(({ orgId }) => orgId))],
      runIds: runs.map(({ id }) => id),
    });
    const queued = runs.filter(({ status }) => status === 'queued');
    this.enqueue(queued).catch((error: unknown) => {
      this.logger.warn(`${queued.length} runs not handed to the queue; the sweep will: ${String(error)}`);
    });
  }

  /** The job's id names this waking of its first run, so that handing it over twice queues it once. */
  async enqueue(runs: Run[], { perJob = RUNS_PER_JOB, again = () => 0 }: HandOver = {}): Promise<void> {
    const starts = Array.from({ length: Math.ceil(runs.length / perJob) }, (_, index) => index * perJob);
    const jobs = starts.map((start) => {
      const group = runs.slice(start, start + perJob);
      const first = group[0] as Run;
      const options = { id: `${first.id}-${first.wakes}-${again(first)}` };
      return { data: { runIds: group.map(({ id }) => id) }, options };
    });
    await this.jobs.enqueueMany(EXECUTE_RUNS, jobs);
  }

  private async insertMany(runs: NewRun[]): Promise<Run[]> {
    const { rows } = await this.pool.query<RunRow>({
      name: 'run_insert',
      text: INSERT_RUNS_SQL,
      values: [JSON.stringify(runs)],
    });
    const added = new Map(rows.map((row) => [row.id, toRun(row)]));
    this.announce([...added.values()]);
    return runs.map(({ id }) => added.get(id) as Run);
  }

  private async readMany(ids: string[]): Promise<(Run | undefined)[]> {
    const { rows } = await this.pool.query<RunRow>({
      name: 'run_read',
      text: 'SELECT * FROM run WHERE id = ANY ($1::uuid[])',
      values: [ids],
    });
    const found = new Map(rows.map((row) => [row.id, row]));
    return ids.map((id) => {
      const row = found.get(id);
      return row && toRun(row);
    });
  }
}
