import { EXTRACTIVE_NOTE, sentencesOf } from '@muster/models';

/** A sentence of an answer, with the chunks it refers to: characters `start` to `end` of the answer. */
export interface Statement {
  start: number;
  end: number;
  text: string;
  chunkIds: string[];
}

const REFERENCE = /\[([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})\]/g;

/** The sentences of an answer. References like `[chunk id]` belong to the sentence that ends before them. */
export function statementsOf(answer: string): Statement[] {
  const statements: Statement[] = [];
  let from = 0;
  for (const { index, 0: whole, 1: chunkId = '' } of answer.matchAll(REFERENCE)) {
    statements.push(...sentencesIn(answer, from, index));
    statements.at(-1)?.chunkIds.push(chunkId);
    from = index + whole.length;
  }
  return [...statements, ...sentencesIn(answer, from, answer.length)];
}

const sentencesIn = (answer: string, from: number, to: number): Statement[] =>
  sentencesOf(answer.slice(from, to))
    .map(({ text, start, end }) => ({ text, start: from + start, end: from + end, chunkIds: [] }))
    .filter(({ text }) => !EXTRACTIVE_NOTE.includes(text));
