import type { Dialect, ResolvedReply } from './fake-model.types';
import { asString, dig, isRecord, pieces, records, sse, textOf } from './wire-text';

const PATH = /\/models\/([^/:]+):(generateContent|streamGenerateContent)$/;

const FINISH: Record<ResolvedReply['finishReason'], string> = {
  stop: 'STOP',
  length: 'MAX_TOKENS',
  tool_calls: 'STOP',
  content_filter: 'SAFETY',
};

/** `POST /models/{model}:generateContent` and its streaming sibling. */
export const googleGenerate: Dialect = {
  matches: (path) => PATH.test(path),

  parse(body, path) {
    const [, model = '', verb] = PATH.exec(path) ?? [];
    const schema = dig(body, 'generationConfig', 'responseSchema');
    return {
      api: 'google-generate',
      model,
      stream: verb === 'streamGenerateContent',
      system: textOf(dig(body, 'systemInstruction', 'parts')),
      messages: records(body.contents).map(({ role, parts }) => ({
        role: role === 'model' ? 'assistant' : asString(role),
        text: textOf(parts),
      })),
      tools: records(body.tools)
        .flatMap((tool) => records(tool.functionDeclarations))
        .map(({ name }) => asString(name)),
      ...(isRecord(schema) && { schema }),
      inputs: [],
    };
  },

  body: (reply) => content([...(reply.text === '' ? [] : [{ text: reply.text }]), ...calls(reply)], reply),

  events: (reply) => [
    ...pieces(reply.text).map((text) => sse(content([{ text }]))),
    sse(content(calls(reply), reply)),
  ],

  error: ({ message, type }, status) => ({ error: { code: status, message, status: type ?? 'UNKNOWN' } }),
};

const calls = (reply: ResolvedReply) =>
  reply.toolCalls.map((call) => ({ functionCall: { name: call.name, args: call.arguments } }));

const content = (parts: unknown[], last?: ResolvedReply) => ({
  candidates: [
    { content: { role: 'model', parts }, index: 0, ...(last && { finishReason: FINISH[last.finishReason] }) },
  ],
  ...(last && {
    usageMetadata: {
      promptTokenCount: last.usage.inputTokens,
      cachedContentTokenCount: last.usage.cachedInputTokens,
      candidatesTokenCount: last.usage.outputTokens,
      totalTokenCount: last.usage.inputTokens + last.usage.outputTokens,
    },
  }),
});
