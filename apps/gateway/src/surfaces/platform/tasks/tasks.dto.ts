import {
  AGENT_TASK_STATUSES,
  type AgentTaskCreation,
  type AgentTaskFilter,
  type AgentTaskRecord,
  type AgentTaskStats,
  type AgentTaskStatus,
  type AgentTaskUpdate,
  PRIORITIES,
  type Priority,
} from '@muster/agents';
import {
  DateField,
  EnumField,
  IntField,
  JsonField,
  ListField,
  NumberField,
  ObjectField,
  StringField,
  UuidField,
} from '@muster/platform';
import { ListDto, ListQueryDto, toPage } from '../lists/list.dto';

const TITLE = { min: 1, max: 500 };
const TEXT = { max: 32_000, optional: true };
const CLEARED = { optional: true, nullable: true };
const TOOLS = { each: true, maxItems: 100, min: 1, max: 200, optional: true };

export class TaskCreateDto {
  @StringField(TITLE) title: string;
  @StringField(TEXT) description?: string;
  @StringField({ ...TEXT, about: 'How it is to be done' }) instructions?: string;
  @EnumField(PRIORITIES, { optional: true, default: 'medium' }) priority?: Priority;
  @UuidField({ optional: true, about: 'Left out, an agent is looked for' }) agent_id?: string;
  @DateField({ optional: true, about: 'If nobody has begun by then, it has failed' }) deadline?: Date;
  @StringField({ ...TOOLS, about: 'Which its agent has to have' }) required_tools?: string[];
  @IntField({
    min: 0,
    max: 10,
    optional: true,
    about: 'Left out, what the setting `general.max_retries` says',
  })
  max_retries?: number;
  @JsonField({ optional: true }) metadata?: object;
}

export class TaskUpdateDto {
  @StringField({ ...TITLE, optional: true }) title?: string;
  @StringField({ ...TEXT, ...CLEARED }) description?: string | null;
  @StringField({ ...TEXT, ...CLEARED }) instructions?: string | null;
  @EnumField(PRIORITIES, { optional: true }) priority?: Priority;
  @EnumField(AGENT_TASK_STATUSES, { optional: true, about: 'One that follows on the present one' })
  status?: AgentTaskStatus;
  @UuidField({ ...CLEARED, about: 'Null: whoever suits' }) agent_id?: string | null;
  @DateField(CLEARED) deadline?: Date | null;
  @StringField(TOOLS) required_tools?: string[];
  @IntField({ min: 0, max: 100, optional: true }) progress_percent?: number;
  @JsonField({ ...CLEARED, of: 'any' }) result?: unknown;
  @StringField({ ...CLEARED, max: 10_000 }) error?: string | null;
  @JsonField({ optional: true }) metadata?: object;
}

export class TaskListQueryDto extends ListQueryDto {
  @EnumField(AGENT_TASK_STATUSES, { optional: true }) status_filter?: AgentTaskStatus;
  @EnumField(PRIORITIES, { optional: true }) priority?: Priority;
  @UuidField({ optional: true }) agent_id?: string;
}

export class TaskCancelDto {
  @StringField({ max: 500, optional: true }) reason?: string;
}

export class TaskDto implements AgentTaskRecord {
  @UuidField() id: string;
  @StringField() title: string;
  @StringField({ nullable: true }) description: string | null;
  @StringField({ nullable: true }) instructions: string | null;
  @EnumField(AGENT_TASK_STATUSES) status: AgentTaskStatus;
  @EnumField(PRIORITIES) priority: Priority;
  @UuidField({ nullable: true }) agent_id: string | null;
  @UuidField({ about: 'Who last said what is to be done, and on whose behalf it is done' })
  assigned_by: string;
  @UuidField({ nullable: true }) workflow_id: null;
  @UuidField({ nullable: true }) parent_task_id: null;
  @JsonField({ of: 'any', nullable: true }) result: unknown;
  @StringField({ nullable: true, about: 'Why the last attempt failed' }) error: string | null;
  @UuidField({ each: true, about: 'Files that the agent made' }) output_files: string[];
  @JsonField() metadata: object;
  @DateField({ nullable: true }) deadline: Date | null;
  @DateField({ nullable: true, about: 'Of the last attempt' }) started_at: Date | null;
  @DateField({ nullable: true }) completed_at: Date | null;
  @IntField() retry_count: number;
  @IntField() max_retries: number;
  @StringField({ each: true }) required_tools: string[];
  @IntField() progress_percent: number;
  @NumberField({ nullable: true }) estimated_duration_seconds: null;
  @NumberField({ nullable: true, about: 'Of the last attempt' }) actual_duration_seconds: number | null;
  @IntField({ about: 'Of all attempts' }) cost_tokens: number;
  @NumberField({ about: 'Of all attempts' }) cost_usd: number;
  @UuidField({ nullable: true, about: 'The last attempt, where Muster executes the agent' }) run_id:
    string | null;
  @DateField() created_at: Date;
  @DateField() updated_at: Date;
}

export class TaskListDto extends ListDto {
  @ListField(() => TaskDto) items: TaskDto[];
}

class TaskStatusCountsDto implements Record<AgentTaskStatus, number> {
  @IntField() pending: number;
  @IntField() queued: number;
  @IntField() assigned: number;
  @IntField() in_progress: number;
  @IntField() review: number;
  @IntField() completed: number;
  @IntField() failed: number;
  @IntField() cancelled: number;
}

class TaskPriorityCountsDto implements Record<Priority, number> {
  @IntField() critical: number;
  @IntField() high: number;
  @IntField() medium: number;
  @IntField() low: number;
}

export class TaskStatsDto {
  @IntField() total: number;
  @ObjectField(() => TaskStatusCountsDto) by_status: TaskStatusCountsDto;
  @ObjectField(() => TaskPriorityCountsDto) by_priority: TaskPriorityCountsDto;
}

export const toTaskCreation = (body: TaskCreateDto): AgentTaskCreation => ({
  title: body.title,
  description: body.description ?? undefined,
  instructions: body.instructions ?? undefined,
  priority: body.priority ?? 'medium',
  agentId: body.agent_id ?? undefined,
  deadline: body.deadline ?? undefined,
  requiredTools: body.required_tools ?? [],
  maxRetries: body.max_retries ?? undefined,
  metadata: body.metadata ?? {},
});

/** Null empties what can be empty, and is as good as nothing elsewhere. */
export const toTaskUpdate = (body: TaskUpdateDto): AgentTaskUpdate => ({
  title: body.title ?? undefined,
  description: body.description,
  instructions: body.instructions,
  priority: body.priority ?? undefined,
  status: body.status ?? undefined,
  agentId: body.agent_id,
  deadline: body.deadline,
  requiredTools: body.required_tools ?? undefined,
  progressPercent: body.progress_percent ?? undefined,
  result: body.result,
  error: body.error,
  metadata: body.metadata ?? undefined,
});

export const toTaskFilter = (query: TaskListQueryDto): AgentTaskFilter => ({
  status: query.status_filter,
  priority: query.priority,
  agentId: query.agent_id,
  ...toPage(query),
});

export const toTaskStatsDto = ({ total, byStatus, byPriority }: AgentTaskStats): TaskStatsDto => ({
  total,
  by_status: byStatus,
  by_priority: byPriority,
});
