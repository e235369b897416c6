import { Injectable } from '@nestjs/common';
import { countTerms } from '../analysis/analyzer';
import { chunkTerms } from '../analysis/chunk-terms';
import type { Ranked } from './best';
import { FEEDBACK_CHUNKS, FoundChunk, learnedFrom } from './feedback';
import { bucketOf, type Posting } from './postings';
import { Ranking } from './ranking';
import { Corpus, SearchIndex } from './search-index';

const LONGEST_QUERY = 64;
/** What learned terms may cost a search, in occurrences that are read. */
const MOST_LEARNED = 100_000;
/** What a row costs beside its occurrences: a page is read for it. */
const ROW_COST = 100;

type Allowed = (number: number) => boolean;

/** Ranks by words: BM25, and then with what the best chunks teach about the query. */
@Injectable()
export class LexicalSearch {
  constructor(private readonly index: SearchIndex) {}

  /** The best chunks in which any term of the query occurs, best first. */
  async rank(corpus: Corpus, query: string, limit: number, allowed?: Allowed): Promise<Ranked[]> {
    const weights = new Map([...countTerms(query).counts].slice(0, LONGEST_QUERY));
    const postings = byTerm(await this.index.postings(corpus.id, [...weights.keys()]));
    const ranking = new Ranking(corpus);
    try {
      for (const [term, weight] of weights) ranking.add(postings.get(term) ?? [], weight);
      await this.learn(corpus, ranking, weights, postings, allowed);
      return ranking.best(limit, allowed);
    } finally {
      ranking.close();
    }
  }

  /** Lets what the best chunks teach about the query count for those that were found. */
  private async learn(
    corpus: Corpus,
    ranking: Ranking,
    weights: ReadonlyMap<string, number>,
    postings: Map<string, Posting[]>,
    allowed?: Allowed,
  ): Promise<void> {
    const found = await this.found(corpus, ranking.best(FEEDBACK_CHUNKS, allowed));
    const said = [...weights.values()].reduce((sum, weight) => sum + weight, 0);
    const learned = learnedFrom(found, said);
    const unsaid = [...learned.keys()].filter((term) => !weights.has(term));
    const further = byTerm(await this.index.postings(corpus.id, await this.affordable(corpus, unsaid)));
    for (const [term, weight] of learned)
      ranking.add(postings.get(term) ?? further.get(term) ?? [], weight, { found: true });
  }

  private async found(corpus: Corpus, best: Ranked[]): Promise<FoundChunk[]> {
    if (best.length === 0) return [];
    const numbers = best.map(({ number }) => number);
    const chunks = await this.index.contexts(corpus.id, numbers);
    const scores = new Map(best.map(({ number, score }) => [number, score]));
    return chunks.map((chunk) => ({ terms: chunkTerms(chunk), score: scores.get(chunk.number) ?? 0 }));
  }

  /** In large collections common terms are left unlearned, and fewer terms are learned. */
  private async affordable(corpus: Corpus, terms: string[]): Promise<string[]> {
    if (terms.length * corpus.chunks <= MOST_LEARNED) return terms;
    const occurrences = await this.index.occurrences(corpus, terms);
    const rows = bucketOf(corpus.end) + 1;
    let left = MOST_LEARNED;
    return terms.filter((term) => {
      const cost = (occurrences.get(term) ?? 0) + rows * ROW_COST;
      if (cost > left) return false;
      left -= cost;
      return true;
    });
  }
}

const byTerm = (postings: Posting[]): Map<string, Posting[]> => Map.groupBy(postings, ({ term }) => term);
