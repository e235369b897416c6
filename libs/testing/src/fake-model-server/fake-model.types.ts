import type { IncomingHttpHeaders } from 'node:http';

type WireApi =
  'openai-chat' | 'openai-responses' | 'openai-embeddings' | 'anthropic-messages' | 'google-generate';

/** One call as the server understood it, whichever wire format it came in. */
export interface FakeRequest {
  api: WireApi;
  path: string;
  headers: IncomingHttpHeaders;
  body: Record<string, unknown>;
  model: string;
  stream: boolean;
  system: string;
  /** The conversation without system messages; tool calls and results appear as their JSON. */
  messages: { role: string; text: string }[];
  tools: string[];
  /** JSON Schema that the answer is asked to satisfy. */
  schema?: Record<string, unknown>;
  /** The text of an embeddings request. */
  inputs: string[];
  /** Settles when the answer has left, or when the caller hung up before. */
  outcome: Promise<'answered' | 'hung up'>;
}

export interface FakeUsage {
  /** All input tokens, the cached ones included. */
  inputTokens: number;
  cachedInputTokens: number;
  outputTokens: number;
}

export interface FakeReply {
  text?: string;
  /** Sent as the structured answer, in whatever way the wire format does that. */
  object?: unknown;
  toolCalls?: { name: string; arguments: unknown }[];
  usage?: Partial<FakeUsage>;
  finishReason?: 'stop' | 'length' | 'tool_calls' | 'content_filter';
  /** Of embeddings that are not asked for in another; 256 by default. */
  dimensions?: number;
  /** 400 and above: an error in the wire format, with `error` in it. */
  status?: number;
  error?: { message: string; type?: string; code?: string };
  headers?: Record<string, string>;
  /** Sent as it is instead of anything else: what a broken proxy answers. */
  rawBody?: string;
  delayMs?: number;
  /** Pause before each further piece of a stream. */
  chunkDelayMs?: number;
  /** The connection is destroyed after so many pieces; 0: without any answer. */
  cutAfter?: number;
  /** A stream ends in good order after so many pieces, without the ones that say so. */
  endAfter?: number;
}

export type FakeAnswer = FakeReply | ((request: FakeRequest) => FakeReply | Promise<FakeReply>);

/** A reply with everything decided, as the wire formats need it. */
export interface ResolvedReply {
  text: string;
  toolCalls: { id: string; name: string; arguments: unknown }[];
  usage: FakeUsage;
  finishReason: NonNullable<FakeReply['finishReason']>;
  dimensions?: number;
}

/** What the request says, before the server adds what it knows of the connection. */
type ParsedRequest = Omit<FakeRequest, 'path' | 'headers' | 'body' | 'outcome'>;

/** One wire format. */
export interface Dialect {
  matches(path: string): boolean;
  parse(body: Record<string, unknown>, path: string): ParsedRequest;
  body(reply: ResolvedReply, request: FakeRequest): unknown;
  /** The pieces of a stream, each a complete server-sent event. */
  events(reply: ResolvedReply, request: FakeRequest): string[];
  error(error: { message: string; type?: string; code?: string }, status: number): unknown;
}
