import {
  AGENT_STATUSES,
  type AgentFilter,
  type AgentStatus,
  AUTONOMY_LEVELS,
  type AutonomyLevel,
  SETTABLE_STATUSES,
  type SettableStatus,
} from '@muster/agents';
import {
  BooleanField,
  DateField,
  EnumField,
  IntField,
  JsonField,
  ListField,
  NumberField,
  StringField,
  UuidField,
} from '@muster/platform';
import { ListDto, ListQueryDto, toPage } from '../lists/list.dto';

const NAME = { min: 1, max: 255, trim: true };
const CLEARED = { optional: true, nullable: true };

export class AgentListQueryDto extends ListQueryDto {
  @EnumField(AGENT_STATUSES, { optional: true }) status_filter?: AgentStatus;
  @StringField({ max: 100, optional: true }) role?: string;
}

/** What may be said of an agent, besides its name. */
class AgentFieldsDto {
  @StringField({ ...CLEARED, max: 5_000 }) description?: string | null;
  @StringField({ min: 1, max: 100, trim: true, optional: true }) role?: string;
  @StringField({ min: 1, max: 100, trim: true, optional: true }) llm_provider?: string;
  @StringField({ min: 1, max: 200, trim: true, optional: true }) llm_model?: string;
  @StringField({ ...CLEARED, max: 50_000 }) system_prompt?: string | null;
  @NumberField({ min: 0, max: 2, optional: true }) temperature?: number;
  @IntField({ min: 1, max: 1_000_000, optional: true }) max_tokens?: number;
  @JsonField({ of: 'any', optional: true, about: 'A list of names, or an object by name; kept as sent' })
  enabled_tools?: unknown;
  @IntField({ min: 1, max: 100, optional: true }) max_concurrent_tasks?: number;
  @UuidField({ ...CLEARED, about: 'Which worker executes its tasks; null: Muster itself' })
  worker_id?: string | null;
  @StringField({ each: true, min: 1, max: 100, maxItems: 100, optional: true }) tags?: string[];
  @EnumField(AUTONOMY_LEVELS, { optional: true }) autonomy_level?: AutonomyLevel;
  @StringField({ each: true, min: 1, max: 255, maxItems: 500, optional: true }) tool_blacklist?: string[];
  @JsonField({ optional: true }) risk_rules?: object;
  @NumberField({ min: 0, max: 1_000_000, optional: true, about: '0: without a limit' })
  daily_budget_usd?: number;
  @IntField({ min: 0, max: 1_000_000_000, optional: true, about: '0: without a limit' })
  max_tokens_per_task?: number;
}

export class AgentCreateDto extends AgentFieldsDto {
  @StringField({ ...NAME, about: 'Unique in the organization' }) name: string;
}

export class AgentChangeDto extends AgentFieldsDto {
  @StringField({ ...NAME, optional: true }) name?: string;
  @BooleanField({ optional: true, about: 'Starts or stops it' }) is_active?: boolean;
  @EnumField(SETTABLE_STATUSES, { optional: true, about: 'Starts it, if it was stopped' })
  status?: SettableStatus;
}

export class AgentDto {
  @UuidField() id: string;
  @StringField() name: string;
  @StringField({ nullable: true }) description: string | null;
  @StringField() role: string;
  @EnumField(AGENT_STATUSES) status: AgentStatus;
  @BooleanField({ about: 'False: somebody stopped it' }) is_active: boolean;
  @StringField() llm_provider: string;
  @StringField() llm_model: string;
  @StringField({ nullable: true }) system_prompt: string | null;
  @NumberField() temperature: number;
  @IntField() max_tokens: number;
  @JsonField({ of: 'any' }) enabled_tools: unknown;
  @IntField() max_concurrent_tasks: number;
  @UuidField({ nullable: true }) worker_id: string | null;
  @StringField({ about: 'What it signs with' }) email: string;
  @IntField() tasks_completed: number;
  @IntField() tasks_failed: number;
  @NumberField({ about: 'Percent of the tasks that came to an end' }) success_rate: number;
  @IntField() total_tokens_used: number;
  @NumberField() total_cost_usd: number;
  @NumberField() average_task_duration_seconds: number;
  @DateField({ nullable: true }) last_active_at: Date | null;
  @StringField({ each: true }) tags: string[];
  @EnumField(AUTONOMY_LEVELS) autonomy_level: AutonomyLevel;
  @StringField({ each: true }) tool_blacklist: string[];
  @JsonField() risk_rules: object;
  @NumberField({ about: '0: without a limit' }) daily_budget_usd: number;
  @IntField({ about: '0: without a limit' }) max_tokens_per_task: number;
  @DateField() created_at: Date;
  @DateField() updated_at: Date;
}

export class AgentListDto extends ListDto {
  @ListField(() => AgentDto) items: AgentDto[];
}

export const toAgentFilter = (query: AgentListQueryDto): AgentFilter => ({
  ...toPage(query),
  status: query.status_filter ?? undefined,
  role: query.role ?? undefined,
});
