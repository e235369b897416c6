import type { Run } from './run.entity';

type Snake<S extends string> = S extends `${infer Head}${infer Tail}`
  ? `${Head extends Uppercase<Head> ? (Head extends Lowercase<Head> ? Head : `_${Lowercase<Head>}`) : Head}${Snake<Tail>}`
  : S;

/** A row of `run` as plain SQL answers it. */
export type RunRow = { [K in keyof Run as Snake<K>]: Run[K] };

/** For the hot paths that go past the ORM. Written out: a generic conversion would cost more than the query. */
export const toRun = (row: RunRow): Run => ({
  id: row.id,
  orgId: row.org_id,
  userId: row.user_id,
  program: row.program,
  programVersion: row.program_version,
  title: row.title,
  status: row.status,
  waitingFor: row.waiting_for,
  waitTopics: row.wait_topics,
  wakeAt: row.wake_at,
  input: row.input,
  state: row.state,
  output: row.output,
  error: row.error,
  model: row.model,
  parentId: row.parent_id,
  ancestry: row.ancestry,
  attempt: row.attempt,
  workerId: row.worker_id,
  wakes: row.wakes,
  inbox: row.inbox,
  retries: row.retries,
  stepCount: row.step_count,
  eventSeq: row.event_seq,
  budgetUsd: row.budget_usd,
  spentUsd: row.spent_usd,
  forkedFrom: row.forked_from,
  createdAt: row.created_at,
  queuedAt: row.queued_at,
  startedAt: row.started_at,
  finishedAt: row.finished_at,
  updatedAt: row.updated_at,
});
