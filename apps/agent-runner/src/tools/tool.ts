import type { ZodType } from 'zod';
import type { ModelAnswer } from '@muster/models';
import type { EffectPolicy } from '@muster/runs';
import type { TurnFile, TurnResult } from '@muster/tasks';
import type { StepCall } from '../models/model-steps';

/** Groups in which actions are switched on and off; `core` is always on. */
type ToolCategory = 'core' | 'filesystem' | 'rag' | 'web' | 'email' | 'tools' | 'code';

/** What a tool is called with, beside its checked arguments. */
export interface ToolCall {
  runId: string;
  owner: { orgId: string; userId: string };
  username: string;
  /** The same whenever this very call is repeated. */
  idempotencyKey: string;
  signal: AbortSignal;
  /** What earlier actions of the same task found, newest last. */
  earlier: { action: string; details: unknown }[];
  /** A model call that belongs to this action, recorded as a step of its own. */
  ask(name: string, call: StepCall): Promise<ModelAnswer>;
}

/** What a tool answers; what is left out is empty. */
export type ToolResult = Partial<Omit<TurnResult, 'actionId'>> & { summary: string; files?: TurnFile[] };

/** What a call would be. */
export interface Preparation {
  /** Given: a person is asked first, and `resume` goes on with the answer. */
  ask?: ToolResult;
  /** Whether it may be repeated when a crash leaves it in doubt. */
  idempotent: boolean;
}

/** Things that can be called by name through a tool. */
export interface ToolCatalog {
  /** `schema` is written out: what is recorded as an object may come back in another order. */
  described: { name: string; description: string; schema: string }[];
  /** Names of those for whose description there is no room. */
  further: string[];
}

/** One action an agent can take. */
export interface Tool<A = unknown> {
  readonly name: string;
  readonly category: ToolCategory;
  readonly description: string;
  readonly parameters: ZodType<A>;
  /** Why this installation does not offer it, in half a line; undefined: it does. */
  readonly off?: string;
  /** Whether it is kept from those who work without an account. */
  readonly membersOnly?: boolean;
  /** Why runs of this organization in particular may not use it, in half a line; undefined: they may. */
  refusalFor?(orgId: string): Promise<string | undefined>;
  /** What can be called through it, for whoever chooses. */
  catalog?(orgId: string): Promise<ToolCatalog>;
  /** Looks, before anything is done, what this very call would be. What it found is recorded. */
  prepare?(args: A, call: ToolCall): Promise<Preparation>;
  /** Given: the action changes something, and this is what may be done when a crash leaves it in doubt. */
  readonly effect?: EffectPolicy<ToolResult>;
  run(args: A, call: ToolCall): Promise<ToolResult>;
  /** Goes on after AWAITING_INPUT with what the person gave. */
  resume?(args: A, given: Record<string, string>, call: ToolCall): Promise<ToolResult>;
}

/** Injection token of the list of tools. */
export const TOOLS = Symbol('tools');
