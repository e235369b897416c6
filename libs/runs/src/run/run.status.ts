export const RUN_STATUSES = [
  'queued',
  'running',
  'waiting',
  'paused',
  'succeeded',
  'failed',
  'cancelled',
] as const;
export type RunStatus = (typeof RUN_STATUSES)[number];

/** What a waiting run waits for. */
export const WAIT_REASONS = ['approval', 'input', 'child', 'timer', 'budget'] as const;
export type WaitReason = (typeof WAIT_REASONS)[number];

/** Every transition there is. Each happens by one conditional statement, together with its event. */
const TRANSITIONS: Record<RunStatus, readonly RunStatus[]> = {
  queued: ['running', 'paused', 'cancelled'],
  running: ['queued', 'waiting', 'paused', 'succeeded', 'failed', 'cancelled'],
  waiting: ['queued', 'paused', 'cancelled'],
  paused: ['queued', 'cancelled'],
  succeeded: [],
  failed: [],
  cancelled: [],
};

/** The statuses from which `to` can be reached: the condition of every status change. */
export const statusesBefore = (to: RunStatus): RunStatus[] =>
  RUN_STATUSES.filter((from) => TRANSITIONS[from].includes(to));

export const isFinal = (status: RunStatus): boolean => TRANSITIONS[status].length === 0;
