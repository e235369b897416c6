import {
  DateField,
  EnumField,
  IntField,
  JsonField,
  MapField,
  StringField,
  UuidField,
} from '@muster/platform';
import type { Task, TaskPhase } from '@muster/tasks';

const KINDS = ['queue', 'agent'] as const;
const PRIORITIES = ['LOW', 'NORMAL', 'HIGH', 'CRITICAL'] as const;
const STATES = ['QUEUED', 'RUNNING', 'COMPLETED', 'FAILED', 'CANCELLED', 'RETRYING', 'TIMEOUT'] as const;
const PHASES = ['created', 'idle', 'running', 'awaiting_input', 'completed', 'failed', 'cancelled'] as const;

type State = (typeof STATES)[number];

/** An agent has no priority, or everybody's. */
const AGENT_PRIORITY = 'NORMAL';

export class TaskListQueryDto {
  @EnumField(KINDS, { optional: true }) kind?: (typeof KINDS)[number];
  @EnumField(STATES, { optional: true }) state?: State;
  @EnumField(PRIORITIES, { optional: true }) priority?: (typeof PRIORITIES)[number];
  @IntField({ optional: true, min: 1, max: 1_000, default: 100 }) limit = 100;
  @StringField({ optional: true, max: 200, about: '`X-Next-Cursor` of the page before' }) cursor?: string;
}

/** What either document says of a task. */
export class TaskDto {
  @UuidField() id: string;
  @EnumField(['ok']) status: 'ok';
  @EnumField(KINDS) kind: (typeof KINDS)[number];
  @StringField() taskType: string;
  @StringField() taskName: string;
  @EnumField(STATES) state: State;
  @EnumField(PRIORITIES) priority: (typeof PRIORITIES)[number];
  @JsonField() payload: Record<string, unknown>;
  @JsonField({ of: 'any', nullable: true }) result: unknown;
  @IntField() maxRetries: number;
  @IntField() retryCount: number;
  @UuidField({ nullable: true }) documentId: string | null;
  @StringField({ nullable: true }) errorMessage: string | null;
  @DateField() createdAt: Date;
  @DateField({ nullable: true }) startedAt: Date | null;
  @DateField({ nullable: true }) completedAt: Date | null;
  @DateField() created: Date;
  @DateField({ nullable: true }) completed: Date | null;
  @StringField() title: string;
  @StringField() description: string;
  @StringField() request: string;
  @MapField() context: Record<string, string>;
  @StringField({ each: true, nullable: true, about: 'Null: all' }) enabledCategories: string[] | null;
  @EnumField(PHASES) phase: TaskPhase;
}

const STATE_OF: Record<TaskPhase, State> = {
  created: 'QUEUED',
  idle: 'QUEUED',
  running: 'RUNNING',
  awaiting_input: 'RUNNING',
  completed: 'COMPLETED',
  failed: 'FAILED',
  cancelled: 'CANCELLED',
};

export const toTaskFilter = ({ kind, state, priority, limit, cursor }: TaskListQueryDto) => {
  const none = kind === 'queue' || (priority && priority !== AGENT_PRIORITY);
  const phases = PHASES.filter((phase) => !none && (!state || STATE_OF[phase] === state));
  return { phases: none || state ? phases : undefined, limit, cursor };
};

export function toTaskDto(task: Task): TaskDto {
  const completed = task.completedAt === null ? null : new Date(task.completedAt);
  return {
    id: task.id,
    status: 'ok',
    kind: 'agent',
    taskType: 'agent',
    taskName: task.title,
    state: STATE_OF[task.phase],
    priority: AGENT_PRIORITY,
    payload: { message: task.request },
    result: null,
    maxRetries: 0,
    retryCount: 0,
    documentId: null,
    errorMessage: task.error,
    createdAt: task.created,
    startedAt: task.started,
    completedAt: completed,
    created: task.created,
    completed,
    title: task.title,
    description: task.description,
    request: task.request,
    context: task.context,
    enabledCategories: task.enabledCategories,
    phase: task.phase,
  };
}
