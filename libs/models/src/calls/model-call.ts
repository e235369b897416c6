import type { ModelMessage } from 'ai';
import type { ZodType } from 'zod';

export type ModelRole = 'agent' | 'summary' | 'chat';
export const MODEL_ROLES: readonly ModelRole[] = ['agent', 'summary', 'chat'];

export type JsonSchema = Record<string, unknown>;

export interface ToolOffer {
  description: string;
  inputSchema: ZodType | JsonSchema;
}

/** Whom the ledger charges. */
export interface Charge {
  orgId: string;
  userId: string;
  runId?: string;
  stepKey?: string;
}

export interface Passage {
  chunkId: string;
  documentId: string;
  title: string;
  text: string;
  page?: number;
}

export interface HistoryItem {
  action: string;
  parameters: Record<string, unknown>;
  status: string;
  summary?: string;
  details?: unknown;
}

/** The next action of a step task is wanted. */
export interface DecisionMaterial {
  kind: 'decision';
  request: string;
  /** The newest word of the person, when it is not the request itself. */
  instruction?: string;
  /** Names of the actions that may be chosen. */
  actions: string[];
  documents: { id: string; title: string; description: string }[];
  files: { name: string; size: number }[];
  history: HistoryItem[];
}

/** An answer composed from passages is wanted. */
export interface AnswerMaterial {
  kind: 'answer';
  question: string;
  passages: Passage[];
}

/** A title or description is wanted. */
export interface SummaryMaterial {
  kind: 'summary';
  text: string;
  maxWords: number;
}

/** The facts of a call in a form that a model without language can work on. */
export type Material = DecisionMaterial | AnswerMaterial | SummaryMaterial;

export interface ModelCall {
  /** `provider/model`; otherwise the model of the role. */
  model?: string;
  role?: ModelRole;
  system?: string;
  messages: ModelMessage[];
  /** The answer's `object` satisfies it; one repair attempt is made when the first output does not. */
  schema?: ZodType;
  /** Offered to the model, never executed here. */
  tools?: Record<string, ToolOffer>;
  maxOutputTokens?: number;
  temperature?: number;
  material?: Material;
  signal?: AbortSignal;
  /** For each try; `MODEL_TIMEOUT_MS` otherwise. */
  timeoutMs?: number;
  /** Given: the answer is streamed, and every piece of text is handed over as it comes. */
  onText?: (delta: string) => void;
  charge: Charge;
}

export interface ToolCall {
  id: string;
  name: string;
  arguments: unknown;
}

export interface TokenUsage {
  /** All input tokens, the cached ones included. */
  inputTokens: number;
  cachedInputTokens: number;
  outputTokens: number;
}

export interface ModelAnswer {
  text: string;
  object?: unknown;
  toolCalls: ToolCall[];
  finishReason: string;
  usage: TokenUsage & { costUsd: number };
  /** `provider/model` that answered. */
  model: string;
  durationMs: number;
}

export interface ModelRef {
  provider: string;
  model: string;
}

export interface ModelInfo extends ModelRef {
  /** `provider/model`. */
  id: string;
  contextWindow: number;
  maxOutputTokens: number;
  /** False: the price is unknown and counted as 0. */
  priced: boolean;
  /** USD per million tokens. */
  price?: { input: number; cachedInput: number; output: number };
  /** False: `unavailable` says which setting is missing. */
  available: boolean;
  unavailable?: string;
  /** The roles that this model plays. */
  roles: ModelRole[];
}
