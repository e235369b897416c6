import type { AgentTask } from '../agent-task.entity';
import type { AgentTaskStatus } from '../agent-task.status';

/** What becomes of a task. It is written only on top of the row that it was made from. */
export type Outcome = Partial<AgentTask> & { status: AgentTaskStatus };

/** A second attempt waits five seconds, a third ten, and none more than a minute. */
const BACKOFF_MS = 5_000;
const LONGEST_BACKOFF_MS = 60_000;

const ERROR_LENGTH = 10_000;

export const begun = (task: AgentTask, now: Date, runId: string | null): Outcome => ({
  status: 'in_progress',
  startedAt: task.status === 'review' ? task.startedAt : now,
  inProgressSince: now,
  runId,
  error: null,
});

export const completed = (
  task: AgentTask,
  now: Date,
  { result, outputFiles = [] }: { result: unknown; outputFiles?: string[] },
): Outcome => ({
  ...ended(task, now),
  status: 'completed',
  result,
  outputFiles,
  error: null,
  progressPercent: 100,
});

/** It is tried again as long as it may be. */
export const failed = (task: AgentTask, now: Date, error: string): Outcome => {
  const reason = error.slice(0, ERROR_LENGTH);
  if (task.retryCount >= task.maxRetries) return { ...ended(task, now), status: 'failed', error: reason };
  const retryCount = task.retryCount + 1;
  const wait = Math.min(BACKOFF_MS * retryCount, LONGEST_BACKOFF_MS);
  return { ...returned(task), retryCount, error: reason, notBefore: new Date(now.getTime() + wait) };
};

export const expired = (task: AgentTask, now: Date): Outcome => ({
  ...ended(task, now),
  status: 'failed',
  error: 'deadline exceeded',
});

export const cancelled = (task: AgentTask, now: Date, reason?: string): Outcome => ({
  ...ended(task, now),
  status: 'cancelled',
  error: reason?.slice(0, ERROR_LENGTH) ?? task.error,
});

/** As if nobody had begun. It keeps only an agent that somebody named. */
export const returned = (task: AgentTask): Outcome => ({
  status: 'pending',
  agentId: task.isAgentNamed ? task.agentId : null,
  runId: null,
  startedAt: null,
  inProgressSince: null,
  progressPercent: 0,
});

/** One that had ended before ends no later for being called off. */
const ended = (
  { startedAt, completedAt, actualDurationSeconds }: AgentTask,
  now: Date,
): Partial<AgentTask> =>
  completedAt
    ? { completedAt, actualDurationSeconds }
    : {
        completedAt: now,
        actualDurationSeconds: startedAt && (now.getTime() - startedAt.getTime()) / 1_000,
      };
