import type { Dialect, FakeRequest, ResolvedReply } from './fake-model.types';
import { openaiError } from './openai-chat.dialect';
import { asString, dig, isRecord, pieces, records, sse, textOf } from './wire-text';

const MESSAGE_ID = 'msg_fake';

/** `POST /responses`, OpenAI's own newer format. */
export const openaiResponses: Dialect = {
  matches: (path) => path.endsWith('/responses'),

  parse(body) {
    const items =
      typeof body.input === 'string' ? [{ role: 'user', content: body.input }] : records(body.input);
    const isSystem = (item: Record<string, unknown>) => item.role === 'system' || item.role === 'developer';
    const schema = dig(body, 'text', 'format', 'schema');
    return {
      api: 'openai-responses',
      model: asString(body.model),
      stream: body.stream === true,
      system: [asString(body.instructions), ...items.filter(isSystem).map(({ content }) => textOf(content))]
        .filter(Boolean)
        .join('\n'),
      messages: items
        .filter((item) => !isSystem(item))
        .map((item) => ({
          role: asString(item.role) || asString(item.type),
          text: textOf(item.content ?? item.output ?? item.arguments),
        })),
      tools: records(body.tools).map(({ name }) => asString(name)),
      ...(isRecord(schema) && { schema }),
      inputs: [],
    };
  },

  body: response,

  events: (reply, request) => [
    typed({
      type: 'response.created',
      response: { ...response(reply, request), status: 'in_progress', output: [] },
    }),
    ...textEvents(reply),
    ...reply.toolCalls.flatMap((call, index) => callEvents(call, index + 1)),
    typed({
      type: reply.finishReason === 'length' ? 'response.incomplete' : 'response.completed',
      response: response(reply, request),
    }),
  ],

  error: openaiError,
};

const typed = (event: { type: string; [field: string]: unknown }): string => sse(event, event.type);

function response(reply: ResolvedReply, request: FakeRequest) {
  const incomplete = { length: 'max_output_tokens', content_filter: 'content_filter' } as Record<
    string,
    string
  >;
  const reason = incomplete[reply.finishReason];
  return {
    id: 'resp_fake',
    object: 'response',
    created_at: 1_700_000_000,
    status: reason === undefined ? 'completed' : 'incomplete',
    model: request.model,
    output: [...(reply.text === '' ? [] : [message(reply.text)]), ...reply.toolCalls.map(functionCall)],
    incomplete_details: reason === undefined ? null : { reason },
    error: null,
    usage: {
      input_tokens: reply.usage.inputTokens,
      input_tokens_details: { cached_tokens: reply.usage.cachedInputTokens },
      output_tokens: reply.usage.outputTokens,
      output_tokens_details: { reasoning_tokens: 0 },
      total_tokens: reply.usage.inputTokens + reply.usage.outputTokens,
    },
  };
}

const message = (text: string) => ({
  type: 'message',
  id: MESSAGE_ID,
  status: 'completed',
  role: 'assistant',
  content: [{ type: 'output_text', text, annotations: [] }],
});

const functionCall = (call: ResolvedReply['toolCalls'][number]) => ({
  type: 'function_call',
  id: `fc_${call.id}`,
  call_id: call.id,
  name: call.name,
  arguments: JSON.stringify(call.arguments),
  status: 'completed',
});

function textEvents({ text }: ResolvedReply): string[] {
  if (text === '') return [];
  return [
    typed({ type: 'response.output_item.added', output_index: 0, item: { ...message(''), content: [] } }),
    ...pieces(text).map((delta) =>
      typed({
        type: 'response.output_text.delta',
        item_id: MESSAGE_ID,
        output_index: 0,
        content_index: 0,
        delta,
      }),
    ),
    typed({ type: 'response.output_item.done', output_index: 0, item: message(text) }),
  ];
}

function callEvents(call: ResolvedReply['toolCalls'][number], index: number): string[] {
  const item = functionCall(call);
  return [
    typed({ type: 'response.output_item.added', output_index: index, item: { ...item, arguments: '' } }),
    typed({
      type: 'response.function_call_arguments.delta',
      item_id: item.id,
      output_index: index,
      delta: item.arguments,
    }),
    typed({ type: 'response.output_item.done', output_index: index, item }),
  ];
}
