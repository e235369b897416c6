import type { TermCounts } from '../analysis/analyzer';

/** A chunk that the first ranking found, with what it is indexed with. */
export interface FoundChunk {
  terms: TermCounts;
  score: number;
}

/** Chunks that the query is learned from, and terms that are learned. */
export const FEEDBACK_CHUNKS = 10;
const FEEDBACK_TERMS = 10;
/** Share of the query's own terms. Commonly 0.5; what a person has said shall count for more than what was guessed. */
const OWN_SHARE = 0.7;
const LEARNABLE = /^(?!\p{N}+$).{2,}$/u;

/**
 * A relevance model (RM3): the terms that the best chunks have in common, mixed with the query's own. Weights are
 * shares of 1. What is learned comes in falling order of weight behind the query's own terms.
 */
export function expand(query: ReadonlyMap<string, number>, found: FoundChunk[]): Map<string, number> {
  const learned = learn(found);
  const own = total(query.values());
  const all = total(learned.values());
  const expanded = new Map([...query].map(([term, weight]) => [term, (OWN_SHARE * weight) / own]));
  for (const [term, weight] of learned)
    expanded.set(term, (expanded.get(term) ?? 0) + ((1 - OWN_SHARE) * weight) / all);
  return expanded;
}

/** How likely each term is in the chunks, each as likely to be right as it scores. */
function learn(found: FoundChunk[]): Map<string, number> {
  const weights = new Map<string, number>();
  for (const { terms, score } of found)
    for (const [term, count] of terms.counts)
      if (LEARNABLE.test(term)) weights.set(term, (weights.get(term) ?? 0) + (score * count) / terms.length);
  const best = [...weights].sort(([one, a], [other, b]) => b - a || (one < other ? -1 : 1));
  return new Map(best.slice(0, FEEDBACK_TERMS));
}

function total(weights: Iterable<number>): number {
  let sum = 0;
  for (const weight of weights) sum += weight;
  return sum;
}
