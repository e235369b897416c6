import type { Dialect, FakeRequest, ResolvedReply } from './fake-model.types';
import { asString, dig, isRecord, pieces, records, sse, textOf } from './wire-text';

const SYSTEM_ROLES = ['system', 'developer'];

const FINISH: Record<ResolvedReply['finishReason'], string> = {
  stop: 'stop',
  length: 'length',
  tool_calls: 'tool_calls',
  content_filter: 'content_filter',
};

/** `POST /chat/completions`, which most servers beside OpenAI's speak too. */
export const openaiChat: Dialect = {
  matches: (path) => path.endsWith('/chat/completions'),

  parse(body) {
    const messages = records(body.messages);
    const schema = dig(body, 'response_format', 'json_schema', 'schema');
    return {
      api: 'openai-chat',
      model: asString(body.model),
      stream: body.stream === true,
      system: messages
        .filter(({ role }) => SYSTEM_ROLES.includes(asString(role)))
        .map(({ content }) => textOf(content))
        .join('\n'),
      messages: messages
        .filter(({ role }) => !SYSTEM_ROLES.includes(asString(role)))
        .map(({ role, content, tool_calls }) => ({
          role: asString(role),
          text: textOf(content ?? tool_calls),
        })),
      tools: records(body.tools).map((tool) => asString(dig(tool, 'function', 'name'))),
      ...(isRecord(schema) && { schema }),
      inputs: [],
    };
  },

  body: (reply, request) => ({
    id: 'chatcmpl-fake',
    object: 'chat.completion',
    created: 1_700_000_000,
    model: request.model,
    choices: [
      {
        index: 0,
        message: {
          role: 'assistant',
          content: reply.text === '' ? null : reply.text,
          ...(reply.toolCalls.length > 0 && { tool_calls: reply.toolCalls.map(toToolCall) }),
        },
        finish_reason: FINISH[reply.finishReason],
      },
    ],
    usage: toUsage(reply),
  }),

  events: (reply, request) => [
    chunk(request, [{ index: 0, delta: { role: 'assistant', content: '' }, finish_reason: null }]),
    ...pieces(reply.text).map((content) =>
      chunk(request, [{ index: 0, delta: { content }, finish_reason: null }]),
    ),
    ...reply.toolCalls.map((call, index) =>
      chunk(request, [
        { index: 0, delta: { tool_calls: [{ index, ...toToolCall(call) }] }, finish_reason: null },
      ]),
    ),
    chunk(request, [{ index: 0, delta: {}, finish_reason: FINISH[reply.finishReason] }]),
    ...(dig(request.body, 'stream_options', 'include_usage') === true
      ? [chunk(request, [], toUsage(reply))]
      : []),
    sse('[DONE]'),
  ],

  error: openaiError,
};

export function openaiError({ message, type, code }: { message: string; type?: string; code?: string }) {
  return { error: { message, type: type ?? 'invalid_request_error', param: null, code: code ?? null } };
}

const chunk = (request: FakeRequest, choices: unknown[], usage?: unknown): string =>
  sse({
    id: 'chatcmpl-fake',
    object: 'chat.completion.chunk',
    created: 1_700_000_000,
    model: request.model,
    choices,
    ...(usage !== undefined && { usage }),
  });

const toToolCall = (call: ResolvedReply['toolCalls'][number]) => ({
  id: call.id,
  type: 'function',
  function: { name: call.name, arguments: JSON.stringify(call.arguments) },
});

const toUsage = ({ usage }: ResolvedReply) => ({
  prompt_tokens: usage.inputTokens,
  completion_tokens: usage.outputTokens,
  total_tokens: usage.inputTokens + usage.outputTokens,
  prompt_tokens_details: { cached_tokens: usage.cachedInputTokens },
});
