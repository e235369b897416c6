export const AGENT_TASK_STATUSES = [
  'pending',
  'queued',
  'assigned',
  'in_progress',
  'review',
  'completed',
  'failed',
  'cancelled',
] as const;
export type AgentTaskStatus = (typeof AGENT_TASK_STATUSES)[number];

/** Most urgent first. */
export const PRIORITIES = ['critical', 'high', 'medium', 'low'] as const;
export type Priority = (typeof PRIORITIES)[number];

/** Every transition there is. A failed task may still be called off, so that nobody is asked about it any more. */
const TRANSITIONS: Record<AgentTaskStatus, readonly AgentTaskStatus[]> = {
  pending: ['queued', 'assigned', 'failed', 'cancelled'],
  queued: ['pending', 'assigned', 'failed', 'cancelled'],
  assigned: ['pending', 'in_progress', 'failed', 'cancelled'],
  in_progress: ['pending', 'review', 'completed', 'failed', 'cancelled'],
  review: ['pending', 'in_progress', 'completed', 'failed', 'cancelled'],
  completed: [],
  failed: ['cancelled'],
  cancelled: [],
};

export const canBecome = (from: AgentTaskStatus, to: AgentTaskStatus): boolean =>
  TRANSITIONS[from].includes(to);

/** Nobody works on it any more. */
export const hasEnded = (status: AgentTaskStatus): boolean =>
  status === 'completed' || status === 'failed' || status === 'cancelled';

/** Not begun, or to be begun again. */
export const WAITING: readonly AgentTaskStatus[] = ['pending', 'queued', 'assigned'];

/** An agent is at it. In `review` it waits for a person. */
export const RUNNING: readonly AgentTaskStatus[] = ['in_progress', 'review'];

export const isRunning = (status: AgentTaskStatus): boolean => RUNNING.includes(status);

/** What counts towards `max_concurrent_tasks` of the agent. */
export const LOADING: readonly AgentTaskStatus[] = ['assigned', ...RUNNING];

/** For SQL: `'a', 'b'`. */
export const listed = (values: readonly string[]): string => values.map((value) => `'${value}'`).join(', ');

/** For SQL, of a row of tasks: 1 for the most urgent. The index of waiting tasks is in this order. */
export const URGENCY = `array_position(ARRAY[${listed(PRIORITIES)}], priority)`;
