import { InvalidError } from '@muster/platform';
import type { ProgramContract } from '../engine/program';

/** When somebody is asked before an action is taken: never, before what reaches beyond the task, before any change. */
const SUPERVISION = ['none', 'outward', 'changes'] as const;
export type Supervision = (typeof SUPERVISION)[number];

/** An agent as it was configured when it took the task: what is changed later counts from the next attempt on. */
export interface AgentTaskInput {
  taskId: string;
  agentId: string;
  /** Who it is, in words for the model. */
  persona: string;
  request: string;
  /** Names or categories of actions; null: all that are offered. */
  allowed: string[] | null;
  denied: string[];
  /** Only what changes nothing. */
  readOnly: boolean;
  supervision: Supervision;
  maxOutputTokens: number;
  temperature: number;
  /** Tokens that all its model calls together may use; null: any number. */
  tokensLeft: number | null;
  /** Actions it may take before it must have answered. */
  maxSteps: number;
}

const isTexts = (value: unknown): boolean =>
  Array.isArray(value) && value.every((each) => typeof each === 'string');

/** Forks may bring an input of their own. */
const SHAPE: Record<keyof AgentTaskInput, (input: Partial<AgentTaskInput>) => boolean> = {
  taskId: ({ taskId }) => typeof taskId === 'string',
  agentId: ({ agentId }) => typeof agentId === 'string',
  persona: ({ persona }) => typeof persona === 'string',
  request: ({ request }) => typeof request === 'string' && request !== '',
  allowed: ({ allowed }) => allowed === null || isTexts(allowed),
  denied: ({ denied }) => isTexts(denied),
  readOnly: ({ readOnly }) => typeof readOnly === 'boolean',
  supervision: ({ supervision }) => SUPERVISION.some((each) => each === supervision),
  maxOutputTokens: ({ maxOutputTokens }) => Number.isInteger(maxOutputTokens),
  temperature: ({ temperature }) => typeof temperature === 'number',
  tokensLeft: ({ tokensLeft }) => tokensLeft === null || typeof tokensLeft === 'number',
  maxSteps: ({ maxSteps }) => Number.isInteger(maxSteps),
};

/** An attempt of an agent at a task of its organization. Started when a task is handed out, not by name. */
export const AGENT_TASK: ProgramContract<AgentTaskInput> = {
  name: 'agent-task',
  version: 1,
  isPublic: false,
  parse: (input) => {
    const given = (input ?? {}) as Partial<AgentTaskInput>;
    const missing = Object.keys(SHAPE).find((name) => !SHAPE[name as keyof AgentTaskInput](given));
    if (missing) throw new InvalidError('bad input', { [`input.${missing}`]: 'is not that of a task' });
    return given as AgentTaskInput;
  },
};
