import type { LanguageModel, LanguageModelUsage, OutputInterface, TextStreamPart, ToolSet } from 'ai';
import type { ZodType } from 'zod';
import type { ToolOffer } from '../calls/model-call';
import { estimateTokens, inputLength } from '../calls/token-estimate';
import { OutputFormat, schemaInstruction } from '../providers/output-format';
import type { Attempt, ProviderAnswer, ProviderRequest } from '../providers/provider';
import { ProviderFailure } from './provider-failure';
import type { RemoteDefinition } from './remote-definitions';
import { aiSdk } from './sdk';

/** How a wanted form is asked for: by the API's own means, as some JSON, or in words alone. */
export type SchemaMode = 'native' | 'json' | 'words';

type SdkOptions = Parameters<ReturnType<typeof aiSdk>['generateText']>[0];

/** One try. Whatever it throws is the SDK's, to be translated by the caller. */
export function callSdk(
  definition: RemoteDefinition,
  model: LanguageModel,
  request: ProviderRequest,
  { mode, signal, attempt }: { mode: SchemaMode; signal: AbortSignal; attempt: Attempt },
): Promise<ProviderAnswer> {
  const options = sdkOptions(definition, model, request, mode, signal);
  return request.onText ? stream(options, request, attempt) : generate(options, request);
}

/** The best mode that the provider's API has for this schema. */
export function schemaMode({ family }: RemoteDefinition, format: OutputFormat | undefined): SchemaMode {
  if (!format || format.closed) return 'native';
  // Anthropic's native mode closes every object and Google's drops what it cannot express.
  if (family === 'anthropic') return 'words';
  return family === 'google' ? 'json' : 'native';
}

function sdkOptions(
  definition: RemoteDefinition,
  model: LanguageModel,
  { call, messages, format }: ProviderRequest,
  mode: SchemaMode,
  abortSignal: AbortSignal,
): SdkOptions {
  const instruction = format && mode !== 'native' ? schemaInstruction(format) : undefined;
  const system = [call.system, instruction].filter(Boolean).join('\n\n');
  return {
    model,
    messages,
    allowSystemInMessages: true,
    maxRetries: 0,
    abortSignal,
    providerOptions: providerOptions(definition, format),
    experimental_include: { requestBody: false, responseBody: false },
    ...(system && { system }),
    ...(call.tools && { tools: toTools(call.tools) }),
    ...(format && mode !== 'words' && { output: rawOutput(format, mode) }),
    ...(call.maxOutputTokens !== undefined && { maxOutputTokens: call.maxOutputTokens }),
    ...(call.temperature !== undefined && { temperature: call.temperature }),
  };
}

function providerOptions(
  { family, api }: RemoteDefinition,
  format: OutputFormat | undefined,
): NonNullable<SdkOptions['providerOptions']> {
  const strict = format && { strictJsonSchema: format.closed };
  if (family === 'compatible') return { openaiCompatible: { ...strict } };
  // Documents are the customer's own: nothing is left in the provider's store.
  if (family === 'openai') return { openai: { ...strict, ...(api === 'responses' && { store: false }) } };
  return {};
}

/** Asks for the format but leaves reading the text to us: a wrong answer is still an answer that was paid for. */
function rawOutput({ jsonSchema }: OutputFormat, mode: SchemaMode): OutputInterface<string, string, never> {
  return {
    name: 'raw',
    responseFormat: Promise.resolve({ type: 'json', ...(mode === 'native' && { schema: jsonSchema }) }),
    parseCompleteOutput: ({ text }) => Promise.resolve(text),
    parsePartialOutput: ({ text }) => Promise.resolve({ partial: text }),
    createElementStreamTransform: () => undefined,
  };
}

function toTools(tools: Record<string, ToolOffer>): ToolSet {
  const { jsonSchema } = aiSdk();
  return Object.fromEntries(
    Object.entries(tools).map(([name, { description, inputSchema }]) => [
      name,
      { description, inputSchema: isZod(inputSchema) ? inputSchema : jsonSchema(inputSchema) },
    ]),
  );
}

const isZod = (schema: ToolOffer['inputSchema']): schema is ZodType =>
  typeof (schema as ZodType).safeParse === 'function';

async function generate(options: SdkOptions, request: ProviderRequest): Promise<ProviderAnswer> {
  const result = await aiSdk().generateText(options);
  return {
    text: result.text,
    toolCalls: result.toolCalls.map(toToolCall),
    finishReason: result.finishReason,
    ...countUsage(result.usage, result.text, request),
  };
}

type StreamPart = TextStreamPart<ToolSet>;
type FinishPart = Extract<StreamPart, { type: 'finish' }>;

async function stream(
  options: SdkOptions,
  request: ProviderRequest,
  attempt: Attempt,
): Promise<ProviderAnswer> {
  // Without a handler the SDK prints errors to the console itself.
  const { fullStream } = aiSdk().streamText({ ...options, onError: () => undefined });
  const toolCalls: ProviderAnswer['toolCalls'] = [];
  let end: FinishPart | undefined;
  for await (const part of fullStream) {
    failOn(part);
    if (part.type === 'text-delta') {
      attempt.text += part.text;
      request.onText?.(part.text);
    } else if (part.type === 'tool-call') toolCalls.push(toToolCall(part));
    else if (part.type === 'finish') end = part;
  }
  const { finishReason, totalUsage } = whole(end);
  return {
    text: attempt.text,
    toolCalls,
    finishReason,
    ...countUsage(totalUsage, attempt.text, request),
  };
}

function failOn(part: StreamPart): void {
  if (part.type === 'error') throw part.error as Error;
  if (part.type === 'abort') throw ProviderFailure.aborted();
}

/** A connection that ends without a word why was cut, even if it was closed in good order. */
function whole(end: FinishPart | undefined): FinishPart {
  if (end && (end.finishReason !== 'other' || end.rawFinishReason !== undefined)) return end;
  throw ProviderFailure.unavailable('connection', 'the model provider broke off in the middle of an answer');
}

const toToolCall = (call: { toolCallId: string; toolName: string; input: unknown }) => ({
  id: call.toolCallId,
  name: call.toolName,
  arguments: call.input,
});

function countUsage(
  { inputTokens, outputTokens, inputTokenDetails: { cacheReadTokens, cacheWriteTokens } }: LanguageModelUsage,
  text: string,
  { call, messages }: ProviderRequest,
): Pick<ProviderAnswer, 'usage' | 'estimated'> {
  return {
    usage: {
      inputTokens: inputTokens ?? estimateTokens(inputLength(call, messages)),
      cachedInputTokens: cacheReadTokens ?? 0,
      cacheWriteTokens: cacheWriteTokens ?? 0,
      outputTokens: outputTokens ?? estimateTokens(text.length),
    },
    estimated: inputTokens === undefined || outputTokens === undefined,
  };
}
