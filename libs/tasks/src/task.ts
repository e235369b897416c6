import { type Run, type RunStatus } from '@muster/runs';
import type { TaskInput } from './task.contract';

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
  /** What a client sent along at creation and gets back unchanged. */
  additionalInput?: Record<string, unknown>;
}

/** A run of the task program, in the words of tasks. */
export interface Task extends Omit<TaskState, 'phase'>, TaskInput {
  id: string;
  created: Date;
  phase: TaskPhase;
}

/** While a run waits for a post, the program's own word counts; otherwise the run's status does. */
const PHASE_OF: Record<RunStatus, TaskPhase | undefined> = {
  queued: 'running',
  running: 'running',
  waiting: undefined,
  paused: 'idle',
  succeeded: 'completed',
  failed: 'failed',
  cancelled: 'cancelled',
};

export function toTask(run: Run): Task {
  const state = run.state as unknown as TaskState;
  const waitsForOther = run.status === 'waiting' && run.waitingFor !== 'input';
  return {
    ...state,
    ...(run.input as TaskInput),
    id: run.id,
    created: run.createdAt,
    phase: PHASE_OF[run.status] ?? (waitsForOther ? 'running' : state.phase),
  };
}
