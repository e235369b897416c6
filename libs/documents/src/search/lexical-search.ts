import { Injectable } from '@nestjs/common';
import { countTerms } from '../analysis/analyzer';
import { chunkTerms } from '../analysis/chunk-terms';
import type { Ranked } from './best';
import { expand, FEEDBACK_CHUNKS, FoundChunk } from './feedback';
import { Posting } from './postings';
import { Ranking } from './ranking';
import { Corpus, SearchIndex } from './search-index';

const LONGEST_QUERY = 64;
/** Occurrences that learned terms may cost a search: in large collections common terms are left unlearned. */
const MOST_LEARNED = 200_000;

type Allowed = (number: number) => boolean;

/** Ranks by words: BM25, and once more with what the best chunks of the first ranking teach about the query. */
@Injectable()
export class LexicalSearch {
  constructor(private readonly index: SearchIndex) {}

  /** The best chunks in which any term of the query occurs, best first. */
  async rank(corpus: Corpus, query: string, limit: number, allowed: Allowed = () => true): Promise<Ranked[]> {
    const weights = new Map([...countTerms(query).counts].slice(0, LONGEST_QUERY));
    const postings = byTerm(await this.index.postings(corpus.id, [...weights.keys()]));
    const first = ranking(corpus, weights, postings);
    const found = await this.found(corpus, first.best(FEEDBACK_CHUNKS, allowed));
    if (found.length === 0) return [];
    const expanded = expand(weights, found);
    const learned = await this.affordable(
      corpus,
      [...expanded.keys()].filter((term) => !weights.has(term)),
    );
    for (const [term, entries] of byTerm(await this.index.postings(corpus.id, learned)))
      postings.set(term, entries);
    return ranking(corpus, expanded, postings).best(limit, (number) => first.has(number) && allowed(number));
  }

  private async found(corpus: Corpus, best: Ranked[]): Promise<FoundChunk[]> {
    const chunks = await this.index.contexts(
      corpus.id,
      best.map(({ number }) => number),
    );
    const scores = new Map(best.map(({ number, score }) => [number, score]));
    return chunks.map((chunk) => ({ terms: chunkTerms(chunk), score: scores.get(chunk.number) ?? 0 }));
  }

  private async affordable(corpus: Corpus, terms: string[]): Promise<string[]> {
    if (terms.length * corpus.chunks <= MOST_LEARNED) return terms;
    const occurrences = await this.index.occurrences(corpus.id, terms);
    let left = MOST_LEARNED;
    return terms.filter((term) => {
      const cost = occurrences.get(term) ?? 0;
      if (cost > left) return false;
      left -= cost;
      return true;
    });
  }
}

function ranking(corpus: Corpus, weights: Map<string, number>, postings: Map<string, Posting[]>): Ranking {
  const result = new Ranking(corpus);
  for (const [term, weight] of weights) result.add(postings.get(term) ?? [], weight);
  return result;
}

const byTerm = (postings: Posting[]): Map<string, Posting[]> => Map.groupBy(postings, ({ term }) => term);
