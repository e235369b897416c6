import type { Passage } from '../calls/model-call';
import { Evidence, findEvidence, Quote } from './evidence';

/** Said wherever a person could take the answer for that of a language model. */
export const EXTRACTIVE_NOTE = 'Extracted from your documents; no language model is configured.';

export interface ExtractiveAnswer {
  text: string;
  /** False: the text says that nothing answers the question. */
  supported: boolean;
}

/** The sentences that answer the question, word for word, each followed by `[chunkId]`. */
export function answerFrom(question: string, passages: Passage[]): ExtractiveAnswer {
  return compose(findEvidence(question, passages));
}

function compose({ quotes, nearest }: Evidence): ExtractiveAnswer {
  if (quotes.length > 0) return { text: quotes.map(cite).join('\n'), supported: true };
  const sorry = 'Nothing in the passages found answers this question.';
  const text = nearest ? `${sorry} The nearest that they say is: ${cite(nearest)}` : sorry;
  return { text, supported: false };
}

const cite = ({ text, passage }: Quote): string => `${text} [${passage.chunkId}]`;
