import { InvalidError } from '@muster/platform';
import type { AgentTask } from '../agent-task.entity';
import { type AgentTaskStatus, canBecome, hasEnded, type Priority, WAITING } from '../agent-task.status';
import { begun, cancelled, completed, failed, type Outcome, returned } from './outcomes';

/** What somebody says of a task: what is to be done, by whom, or how its agent gets on. */
export interface AgentTaskUpdate {
  title?: string;
  description?: string | null;
  instructions?: string | null;
  priority?: Priority;
  status?: AgentTaskStatus;
  /** Null: nobody in particular. */
  agentId?: string | null;
  deadline?: Date | null;
  requiredTools?: string[];
  progressPercent?: number;
  result?: unknown;
  error?: string | null;
  metadata?: object;
}

/** Whoever says one of these anew is who it is done for. */
const ORDERS = ['title', 'description', 'instructions', 'agentId', 'requiredTools'] as const;

/** These are no more open once a task has ended. */
const SETTLED = [...ORDERS, 'priority', 'deadline', 'progressPercent', 'result', 'error'] as const;

/**
 * Throws `InvalidError` with `task_status` for a status that does not follow on that of the task, with `task_ended` for
 * changes of a task that ended.
 */
export function updated(task: AgentTask, update: AgentTaskUpdate, by: string, now: Date): Partial<AgentTask> {
  const { status, agentId: _, ...plain } = update;
  if (hasEnded(task.status) && SETTLED.some((name) => update[name] !== undefined))
    throw new InvalidError(`the task is ${task.status}`, undefined, 'task_ended');
  const orders = ORDERS.some((name) => update[name] !== undefined);
  const said = Object.fromEntries(Object.entries(plain).filter(([, value]) => value !== undefined));
  const next = { ...task, ...said, ...(orders && { assignedBy: by }), ...replaced(task, update) };
  if (status === undefined || status === next.status) return next;
  if (!canBecome(next.status, status) || (status === 'assigned' && !next.agentId))
    throw new InvalidError(`a task that is ${next.status} cannot become ${status}`, undefined, 'task_status');
  return { ...next, ...moved(next, status, update, now) };
}

/** What was given to an agent because of its tools may have to go to another one. */
function replaced(task: AgentTask, { agentId, requiredTools }: AgentTaskUpdate): Partial<AgentTask> {
  if (agentId !== undefined) return placed(task, agentId);
  return requiredTools && task.status === 'assigned' && !task.isAgentNamed ? returned(task) : {};
}

/** Given to an agent, or taken from it, before anybody begins. */
function placed(task: AgentTask, agentId: string | null): Partial<AgentTask> {
  if (agentId === task.agentId && task.isAgentNamed) return {};
  if (!WAITING.includes(task.status))
    throw new InvalidError('an agent is at it already', undefined, 'task_status');
  return agentId
    ? { agentId, isAgentNamed: true, status: 'assigned', notBefore: null }
    : { ...returned({ ...task, isAgentNamed: false }), isAgentNamed: false };
}

const moved = (task: AgentTask, to: AgentTaskStatus, update: AgentTaskUpdate, now: Date): Outcome => {
  if (to === 'in_progress') return begun(task, now, task.runId);
  if (to === 'completed') return completed(task, now, { result: task.result });
  if (to === 'failed') return failed(task, now, update.error ?? 'failed without a reason');
  if (to === 'cancelled') return cancelled(task, now, update.error ?? undefined);
  return to === 'pending' ? returned(task) : { status: to };
};
