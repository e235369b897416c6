import { isArray, isObject, isString } from 'class-validator';
import type { Agent, AgentChange, AgentInput } from '@muster/agents';
import { InvalidError } from '@muster/platform';
import type { AgentChangeDto, AgentCreateDto, AgentDto } from './agents.dto';

/** How it is called in code. */
const NAMES: Record<keyof AgentChangeDto, keyof AgentChange> = {
  name: 'name',
  description: 'description',
  role: 'role',
  llm_provider: 'llmProvider',
  llm_model: 'llmModel',
  system_prompt: 'systemPrompt',
  temperature: 'temperature',
  max_tokens: 'maxTokens',
  enabled_tools: 'enabledTools',
  max_concurrent_tasks: 'maxConcurrentTasks',
  worker_id: 'workerId',
  tags: 'tags',
  autonomy_level: 'autonomyLevel',
  tool_blacklist: 'toolBlacklist',
  risk_rules: 'riskRules',
  daily_budget_usd: 'dailyBudgetUsd',
  max_tokens_per_task: 'maxTokensPerTask',
  is_active: 'isActive',
  status: 'status',
};

/** Null clears these; of the others it counts as left out. */
const NULLABLE = new Set(['description', 'system_prompt', 'worker_id']);

export const toAgentInput = (body: AgentCreateDto): AgentInput => ({
  ...toAgentChange(body),
  name: body.name,
});

export function toAgentChange(body: AgentChangeDto): AgentChange {
  requireTools(body.enabled_tools ?? []);
  return Object.fromEntries(
    Object.entries(NAMES).flatMap(([wire, name]) => {
      const value: unknown = body[wire as keyof AgentChangeDto];
      return value === undefined || (value === null && !NULLABLE.has(wire)) ? [] : [[name, value]];
    }),
  );
}

function requireTools(tools: unknown): void {
  if (isObject(tools) || (isArray(tools) && tools.every(isString))) return;
  throw new InvalidError('Validation failed', {
    enabled_tools: 'enabled_tools must be a list of texts or a JSON object',
  });
}

export function toAgentDto(agent: Agent, email: string): AgentDto {
  const ended = agent.tasksCompleted + agent.tasksFailed;
  return {
    id: agent.id,
    name: agent.name,
    description: agent.description,
    role: agent.role,
    status: agent.status,
    is_active: agent.isActive,
    llm_provider: agent.llmProvider,
    llm_model: agent.llmModel,
    system_prompt: agent.systemPrompt,
    temperature: agent.temperature,
    max_tokens: agent.maxTokens,
    enabled_tools: agent.enabledTools,
    max_concurrent_tasks: agent.maxConcurrentTasks,
    worker_id: agent.workerId,
    email,
    tasks_completed: agent.tasksCompleted,
    tasks_failed: agent.tasksFailed,
    success_rate: ended && Math.round((1_000 * agent.tasksCompleted) / ended) / 10,
    total_tokens_used: agent.totalTokensUsed,
    total_cost_usd: agent.totalCostUsd,
    average_task_duration_seconds: ended && Math.round((1_000 * agent.totalTaskSeconds) / ended) / 1_000,
    last_active_at: agent.lastActiveAt,
    tags: agent.tags,
    autonomy_level: agent.autonomyLevel,
    tool_blacklist: agent.toolBlacklist,
    risk_rules: agent.riskRules,
    daily_budget_usd: agent.dailyBudgetUsd,
    max_tokens_per_task: agent.maxTokensPerTask,
    created_at: agent.createdAt,
    updated_at: agent.updatedAt,
  };
}
