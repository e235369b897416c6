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
 * A relevance model (RM3): the terms that the best chunks have in common, in falling order of weight. A weight says how
 * much a term counts beside those of the query, `query` terms in all, which count 1 for each time they are said.
 */
export function learnedFrom(found: FoundChunk[], query: number): Map<string, number> {
  const learned = likely(found);
  const all = learned.reduce((sum, [, weight]) => sum + weight, 0);
  const share = ((1 - OWN_SHARE) / OWN_SHARE) * query;
  return new Map(learned.map(([term, weight]) => [term, (share * weight) / all]));
}

/** How likely each term is in the chunks, each as likely to be right as it scores. What one of them alone says does not count. */
function likely(found: FoundChunk[]): [string, number][] {
  const weights = new Map<string, number>();
  const shared = new Set<string>();
  for (const { terms, score } of found)
    for (const [term, count] of terms.counts) {
      if (weights.has(term)) shared.add(term);
      weights.set(term, (weights.get(term) ?? 0) + (score * count) / terms.length);
    }
  return [...weights]
    .filter(([term]) => shared.has(term) && LEARNABLE.test(term))
    .sort(([one, a], [other, b]) => b - a || (one < other ? -1 : 1))
    .slice(0, FEEDBACK_TERMS);
}
