import type { Dialect, FakeRequest, ResolvedReply } from './fake-model.types';
import { asString, dig, isRecord, pieces, records, sse, textOf } from './wire-text';

const STOP: Record<ResolvedReply['finishReason'], string> = {
  stop: 'end_turn',
  length: 'max_tokens',
  tool_calls: 'tool_use',
  content_filter: 'refusal',
};

/** `POST /messages`. */
export const anthropicMessages: Dialect = {
  matches: (path) => path.endsWith('/messages'),

  parse(body) {
    const schema = wantedSchema(body);
    return {
      api: 'anthropic-messages',
      model: asString(body.model),
      stream: body.stream === true,
      system: textOf(body.system),
      messages: records(body.messages).map(({ role, content }) => ({
        role: asString(role),
        text: textOf(content),
      })),
      tools: records(body.tools).map(({ name }) => asString(name)),
      ...(schema && { schema }),
      inputs: [],
    };
  },

  body: (reply, request) => ({
    ...envelope(request),
    content: blocks(reply, request),
    stop_reason: stopReason(reply, request),
    usage: { ...inputUsage(reply), output_tokens: reply.usage.outputTokens },
  }),

  events: (reply, request) => [
    typed({
      type: 'message_start',
      message: {
        ...envelope(request),
        content: [],
        stop_reason: null,
        usage: { ...inputUsage(reply), output_tokens: 1 },
      },
    }),
    ...blocks(reply, request).flatMap(blockEvents),
    typed({
      type: 'message_delta',
      delta: { stop_reason: stopReason(reply, request), stop_sequence: null },
      usage: { output_tokens: reply.usage.outputTokens },
    }),
    typed({ type: 'message_stop' }),
  ],

  error: ({ message, type }, status) => ({
    type: 'error',
    error: { type: type ?? (status === 529 ? 'overloaded_error' : 'invalid_request_error'), message },
  }),
};

type Block = { type: 'text'; text: string } | { type: 'tool_use'; id: string; name: string; input: unknown };

const typed = (event: { type: string; [field: string]: unknown }): string => sse(event, event.type);

/** Asked for either as an output format or, on older models, as a tool of that name that must be called. */
function wantedSchema(body: Record<string, unknown>): Record<string, unknown> | undefined {
  const format = dig(body, 'output_config', 'format', 'schema') ?? dig(body, 'output_format', 'schema');
  if (isRecord(format)) return format;
  const tool = records(body.tools).find(({ name }) => name === 'json');
  return usesJsonTool(body) && isRecord(tool?.input_schema) ? tool.input_schema : undefined;
}

const usesJsonTool = (body: Record<string, unknown>): boolean =>
  records(body.tools).some(({ name }) => name === 'json') && isRecord(body.tool_choice);

const envelope = (request: FakeRequest) => ({
  id: 'msg_fake',
  type: 'message',
  role: 'assistant',
  model: request.model,
  stop_sequence: null,
});

function blocks(reply: ResolvedReply, request: FakeRequest): Block[] {
  const text: Block[] =
    reply.text === ''
      ? []
      : usesJsonTool(request.body)
        ? [{ type: 'tool_use', id: 'toolu_json', name: 'json', input: parsed(reply.text) }]
        : [{ type: 'text', text: reply.text }];
  return [
    ...text,
    ...reply.toolCalls.map((call): Block => ({
      type: 'tool_use',
      id: call.id,
      name: call.name,
      input: call.arguments,
    })),
  ];
}

const stopReason = (reply: ResolvedReply, request: FakeRequest): string =>
  usesJsonTool(request.body) && reply.finishReason === 'stop' ? 'tool_use' : STOP[reply.finishReason];

/** Anthropic counts cached tokens apart from `input_tokens`, unlike the other formats. */
const inputUsage = ({ usage }: ResolvedReply) => ({
  input_tokens: usage.inputTokens - usage.cachedInputTokens,
  cache_creation_input_tokens: 0,
  cache_read_input_tokens: usage.cachedInputTokens,
});

function blockEvents(block: Block, index: number): string[] {
  const start = block.type === 'text' ? { type: 'text', text: '' } : { ...block, input: {} };
  const deltas =
    block.type === 'text'
      ? pieces(block.text).map((text) => ({ type: 'text_delta', text }))
      : [{ type: 'input_json_delta', partial_json: JSON.stringify(block.input) }];
  return [
    typed({ type: 'content_block_start', index, content_block: start }),
    ...deltas.map((delta) => typed({ type: 'content_block_delta', index, delta })),
    typed({ type: 'content_block_stop', index }),
  ];
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return { text };
  }
}
