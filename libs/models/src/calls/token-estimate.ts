import type { ModelMessage } from 'ai';
import type { ModelCall } from './model-call';

/** Characters of English text that make a token, on average. */
const CHARACTERS = 4;
/** Bytes that make a token in the texts that tokenize worst: code, numbers, other scripts. */
const WORST_BYTES = 3;

export const estimateTokens = (characters: number): number => Math.ceil(characters / CHARACTERS);

/** Characters of what the model reads. */
export function inputLength(call: Pick<ModelCall, 'system' | 'tools'>, messages: ModelMessage[]): number {
  let length = (call.system?.length ?? 0) + (call.tools ? JSON.stringify(call.tools).length : 0);
  for (const { content } of messages) {
    length += typeof content === 'string' ? content.length : JSON.stringify(content).length;
  }
  return length;
}

/** More than any tokenizer makes of it: for amounts that are reserved. */
export function worstInputTokens(call: ModelCall, schemaBytes: number): number {
  const texts = [
    call.system ?? '',
    JSON.stringify(call.messages),
    call.tools ? JSON.stringify(call.tools) : '',
  ];
  const bytes = texts.reduce((sum, text) => sum + Buffer.byteLength(text), schemaBytes);
  return Math.ceil(bytes / WORST_BYTES);
}
