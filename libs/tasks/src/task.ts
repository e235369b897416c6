import { isFinal, type Run, type RunLook, RUN_STATUSES, type RunStatus, type TaskInput } from '@muster/runs';

export type TaskPhase =
  'created' | 'idle' | 'running' | 'awaiting_input' | 'completed' | 'failed' | 'cancelled';

/** What the program publishes about a task in its run's state. */
export interface TaskState {
  phase: 'created' | 'idle' | 'awaiting_input' | 'completed';
  completedAt: string | null;
  title: string;
  description: string;
  context: Record<string, string>;
  turns: number;
  /** The post that has no answer yet: the id of the turn that it will be, unless it continues one. */
  pending: string | null;
  /** What a client sent along at creation and gets back unchanged. */
  additionalInput?: Record<string, unknown>;
}

/** A run of the task program, in the words of tasks. */
export interface Task extends Omit<TaskState, 'phase'>, TaskInput {
  id: string;
  created: Date;
  started: Date | null;
  phase: TaskPhase;
  /** Why it failed. */
  error: string | null;
}

/** A run that has not ended is what the program says, unless a post has no answer yet. */
const PHASE_OF: Record<RunStatus, TaskPhase | undefined> = {
  queued: undefined,
  running: undefined,
  waiting: undefined,
  paused: undefined,
  succeeded: 'completed',
  failed: 'failed',
  cancelled: 'cancelled',
};

export function toTask(run: Run): Task {
  const state = run.state as unknown as TaskState;
  return {
    ...(run.input as TaskInput),
    ...state,
    id: run.id,
    created: run.createdAt,
    started: run.startedAt,
    error: run.error?.message ?? null,
    phase: PHASE_OF[run.status] ?? (state.pending === null ? state.phase : 'running'),
  };
}

const OPEN = RUN_STATUSES.filter((status) => !isFinal(status));

const answered = (phase: TaskState['phase']): RunLook => ({
  statuses: OPEN,
  state: { phase, pending: null },
});

/** The runs that are tasks of a phase: what `toTask` says, the other way round. */
export const LOOKS: Record<TaskPhase, RunLook[]> = {
  created: [answered('created')],
  idle: [answered('idle')],
  awaiting_input: [answered('awaiting_input')],
  completed: [answered('completed'), { statuses: ['succeeded'] }],
  running: [{ statuses: OPEN, stateNot: { pending: null } }],
  failed: [{ statuses: ['failed'] }],
  cancelled: [{ statuses: ['cancelled'] }],
};
