import type { Agent } from './agent.entity';
import type { SettableStatus } from './agent.status';

type Described =
  | 'name'
  | 'description'
  | 'role'
  | 'llmProvider'
  | 'llmModel'
  | 'systemPrompt'
  | 'temperature'
  | 'maxTokens'
  | 'enabledTools'
  | 'maxConcurrentTasks'
  | 'workerId'
  | 'tags'
  | 'autonomyLevel'
  | 'toolBlacklist'
  | 'riskRules'
  | 'dailyBudgetUsd'
  | 'maxTokensPerTask';

/** What an agent is to be. What is left out is as usual, or stays as it is. */
export type AgentInput = Partial<Pick<Agent, Described>> & Pick<Agent, 'name'>;

export interface AgentChange extends Partial<AgentInput> {
  /** Stops or starts it. */
  isActive?: boolean;
  status?: SettableStatus;
}

export const USUAL = {
  role: 'general',
  enabledTools: {},
  maxConcurrentTasks: 3,
  autonomyLevel: 'autonomous',
} as const;
