import type { Dialect } from './fake-model.types';
import { openaiError } from './openai-chat.dialect';
import { asString } from './wire-text';

const DEFAULT_DIMENSIONS = 256;

/** `POST /embeddings`: vectors of hashed words, so that texts which share words are near. */
export const openaiEmbeddings: Dialect = {
  matches: (path) => path.endsWith('/embeddings'),

  parse: (body) => ({
    api: 'openai-embeddings',
    model: asString(body.model),
    stream: false,
    system: '',
    messages: [],
    tools: [],
    inputs: (Array.isArray(body.input) ? body.input : [body.input]).map(String),
  }),

  body: (reply, request) => {
    const asked = request.body.dimensions;
    const dimensions = typeof asked === 'number' ? asked : (reply.dimensions ?? DEFAULT_DIMENSIONS);
    return {
      object: 'list',
      model: request.model,
      data: request.inputs.map((text, index) => ({
        object: 'embedding',
        index,
        embedding: wordVector(text, dimensions),
      })),
      usage: { prompt_tokens: reply.usage.inputTokens, total_tokens: reply.usage.inputTokens },
    };
  },

  events: () => [],

  error: openaiError,
};

/** Words that point the same way, as they would with a model that knows what they mean. */
const SYNONYMS: Record<string, string> = {
  automobile: 'car',
  vehicle: 'car',
  physician: 'doctor',
  medic: 'doctor',
  purchase: 'buy',
  acquire: 'buy',
  sofa: 'couch',
  settee: 'couch',
};

/** A unit vector; equal bags of words, and of synonyms, give equal vectors, whatever their order. */
export function wordVector(text: string, dimensions = DEFAULT_DIMENSIONS): number[] {
  const vector = new Array<number>(dimensions).fill(0);
  for (const word of text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []) {
    const singular = word.length > 3 ? word.replace(/s$/, '') : word;
    const hash = fnv1a(SYNONYMS[singular] ?? singular);
    const at = hash % dimensions;
    vector[at] = (vector[at] ?? 0) + ((hash >>> 16) % 2 === 0 ? 1 : -1);
  }
  const length = Math.hypot(...vector);
  return length === 0 ? vector : vector.map((value) => value / length);
}

/** FNV-1a, 32 bits: small, and the same on every machine. */
function fnv1a(word: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < word.length; at += 1) {
    hash = Math.imul(hash ^ word.charCodeAt(at), 0x01000193);
  }
  return hash >>> 0;
}
