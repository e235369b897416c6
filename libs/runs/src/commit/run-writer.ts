import { Injectable } from '@nestjs/common';
import { Pool } from 'pg';
import { EntityManager } from 'typeorm';
import { Batcher, type ErrorRecord, Hinter } from '@muster/platform';
import { type RunStatus, statusesBefore, type WaitReason } from '../run/run.status';
import type { StepStatus } from '../steps/step.entity';
import { COMMIT_SQL } from './run-writer.sql';

export interface StepWrite {
  key: string;
  kind: string;
  name: string;
  status: StepStatus;
  input?: unknown;
  output?: unknown;
  error?: ErrorRecord;
  costUsd?: number;
  startedAt: Date;
  /** First time this key is written: it gets the next number of the run. */
  isNew: boolean;
}

interface EventWrite {
  type: string;
  data?: Record<string, unknown>;
}

interface Transition {
  to: RunStatus;
  waitingFor?: WaitReason;
  topics?: string[];
  wakeAt?: Date;
  output?: unknown;
  error?: ErrorRecord;
  /** Only if no further signal has arrived than this many. */
  inbox?: number;
  /** Counts as a retry after an outage. */
  retry?: boolean;
}

/** What one run wants written, all or nothing. */
export interface RunCommit {
  runId: string;
  /** The attempt under which the writer holds the run. */
  attempt: number;
  /** Accepted only in these statuses; default: those from which the transition is allowed, or `running`. */
  guard?: RunStatus[];
  steps?: StepWrite[];
  events?: EventWrite[];
  state?: Record<string, unknown>;
  /** Signals taken, and the key of the step that took them. */
  consumed?: { seq: number; by: string }[];
  transition?: Transition;
}

/** Whether the write took place; if not, the run was taken away, changed its status, or got a signal. */
export type CommitOutcome = 'committed' | 'refused';

interface Queryable {
  query(config: {
    name: string;
    text: string;
    values: unknown[];
  }): Promise<{ rows: { id: string; org_id: string }[] }>;
}

/**
 * The only writer of what happens inside runs. All runs of a process that have something to write leave in
 * one statement, so a commit costs a share of a round trip and of an fsync; each run's part is conditional on
 * its attempt and status by itself.
 */
@Injectable()
export class RunWriter {
  private readonly batcher = new Batcher<RunCommit, CommitOutcome>((commits) => this.flush(commits), {
    max: 300,
  });

  constructor(
    private readonly pool: Pool,
    private readonly hinter: Hinter,
  ) {}

  commit(commit: RunCommit): Promise<CommitOutcome> {
    return this.batcher.add(commit);
  }

  /** The same inside a transaction of the caller, who sends the hint after it: `announce`. */
  async commitWithin(manager: EntityManager, commit: RunCommit): Promise<CommitOutcome> {
    const rows: { id: string }[] = await manager.query(COMMIT_SQL, parameters([commit]));
    return rows.length > 0 ? 'committed' : 'refused';
  }

  announce(orgId: string, runId: string): void {
    this.hinter.hint('events.appended', { orgIds: [orgId], runIds: [runId] });
  }

  private async flush(commits: RunCommit[]): Promise<CommitOutcome[]> {
    const outcomes = new Map<RunCommit, CommitOutcome>();
    for (const round of rounds(commits)) {
      const done = await this.write(this.pool, round);
      for (const commit of round) outcomes.set(commit, done.has(commit.runId) ? 'committed' : 'refused');
    }
    return commits.map((commit) => outcomes.get(commit) ?? 'refused');
  }

  private async write(target: Queryable, commits: RunCommit[]): Promise<Set<string>> {
    const { rows } = await target.query({
      name: 'run_commit',
      text: COMMIT_SQL,
      values: parameters(commits),
    });
    if (rows.length > 0) {
      this.hinter.hint('events.appended', {
        orgIds: [...new Set(rows.map((row) => row.org_id))],
        runIds: rows.map((row) => row.id),
      });
    }
    return new Set(rows.map((row) => row.id));
  }
}

/** One statement can change a row once: a second commit of the same run waits for the next round. */
function rounds(commits: RunCommit[]): RunCommit[][] {
  const result: Map<string, RunCommit>[] = [];
  for (const commit of commits) {
    let round = result.find((candidate) => !candidate.has(commit.runId));
    if (!round) result.push((round = new Map()));
    round.set(commit.runId, commit);
  }
  return result.map((round) => [...round.values()]);
}

function parameters(commits: RunCommit[]): string[] {
  const steps = commits.flatMap((commit) => stepRows(commit));
  const events = commits.flatMap(({ runId, events = [] }) =>
    events.map(({ type, data = {} }, index) => ({ run_id: runId, n: index + 1, type, data })),
  );
  const consumed = commits.flatMap(({ runId, consumed: taken = [] }) =>
    taken.map(({ seq, by }) => ({ run_id: runId, seq, by })),
  );
  return [commits.map(operation), steps, events, consumed].map((rows) => JSON.stringify(rows));
}

function operation({ runId, attempt, guard, events = [], steps = [], state, transition }: RunCommit): object {
  return {
    run_id: runId,
    attempt,
    guard: guard ?? (transition ? statusesBefore(transition.to) : ['running']),
    events: events.length,
    steps: steps.filter(({ isNew }) => isNew).length,
    cost: steps.reduce((sum, { costUsd = 0 }) => sum + costUsd, 0),
    state,
    topics: [],
    ...(transition && transitionColumns(transition)),
  };
}

/** What is undefined is left out of the JSON, and then null in the statement. */
const transitionColumns = ({
  to,
  waitingFor,
  topics = [],
  wakeAt,
  output,
  error,
  inbox,
  retry = false,
}: Transition) => ({
  to_status: to,
  waiting_for: waitingFor,
  topics,
  wake_at: wakeAt,
  output,
  error,
  inbox,
  retry: Number(retry),
});

function stepRows(commit: RunCommit): Record<string, unknown>[] {
  let n = 0;
  return (commit.steps ?? []).map((step) => ({
    run_id: commit.runId,
    n: step.isNew ? (n += 1) : 0,
    key: step.key,
    kind: step.kind,
    name: step.name,
    status: step.status,
    attempt: commit.attempt,
    input: step.input,
    output: step.output,
    error: step.error,
    cost: step.costUsd ?? 0,
    started_at: step.startedAt,
    finished_at: step.status === 'started' ? null : new Date(),
  }));
}
