import type { ModelMessage } from 'ai';
import type { ModelCall, ToolCall } from '../calls/model-call';
import type { PricedUsage } from '../catalog/catalog';
import type { OutputFormat } from './output-format';

/** One question to one provider; a repair is a second one. */
export interface ProviderRequest {
  model: string;
  call: ModelCall;
  messages: ModelMessage[];
  /** Wanted as an object. */
  format?: OutputFormat;
  timeoutMs: number;
  onText?: (delta: string) => void;
}

export interface ProviderAnswer {
  text: string;
  /** Already an object, from a provider that needs no detour over text. */
  object?: unknown;
  toolCalls: ToolCall[];
  finishReason: string;
  usage: PricedUsage;
  /** The provider did not count; the tokens are counted from the texts. */
  estimated: boolean;
}

/** What is known of a question, answered or not. Filled while it is under way. */
export interface Attempt {
  tries: number;
  /** Text received by the last try. */
  text: string;
}

export interface Provider {
  readonly name: string;
  /** In another process: a call may be slow, fail and cost money. */
  readonly remote: boolean;
  /** Why it cannot be used, naming the setting; undefined: it can. */
  readonly unavailable?: string;
  /** Used when only the provider is named. */
  readonly defaultModel?: string;
  /** Throws a `ProviderFailure`, or a `DomainError`. */
  answer(request: ProviderRequest, attempt: Attempt): Promise<ProviderAnswer>;
}
