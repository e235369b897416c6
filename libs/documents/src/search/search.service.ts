import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { In, Repository } from 'typeorm';
import { countTerms } from '../analysis/analyzer';
import { Chunk } from '../chunks/chunk.entity';
import { Document } from '../documents/document.entity';
import type { Owner } from '../owner';
import type { Posting } from './postings';
import { Ranked, Ranking } from './ranking';
import { Corpus, SearchIndex } from './search-index';

export interface SearchOptions {
  /** Default 4. */
  limit?: number;
  /** Only chunks of these documents; their statistics stay those of all the owner's chunks. */
  documentIds?: string[];
}

export interface SearchHit {
  chunk: Chunk;
  document: Document;
  score: number;
}

const LONGEST_QUERY = 64;

/** BM25 over the chunks of one owner. Documents still being ingested are found as far as they are indexed. */
@Injectable()
export class SearchService {
  constructor(
    private readonly index: SearchIndex,
    @InjectRepository(Chunk) private readonly chunks: Repository<Chunk>,
  ) {}

  /** The best chunks, best first. Nothing when no term of the query occurs. */
  async search(owner: Owner, query: string, options: SearchOptions = {}): Promise<SearchHit[]> {
    const corpus = await this.index.find(owner);
    if (!corpus) return [];
    const allowed = options.documentIds && (await this.numbersOf(corpus, options.documentIds));
    const ranked = await this.rank(corpus, query, options.limit ?? 4, allowed);
    return this.load(owner, corpus, ranked);
  }

  private async rank(corpus: Corpus, query: string, limit: number, allowed?: Set<number>): Promise<Ranked[]> {
    const weights = new Map([...countTerms(query).counts].slice(0, LONGEST_QUERY));
    const postings = await this.index.postings(corpus.id, [...weights.keys()]);
    const ranking = new Ranking(corpus);
    const byTerm = Map.groupBy<string, Posting>(postings, ({ term }) => term);
    for (const [term, weight] of weights) ranking.add(byTerm.get(term) ?? [], weight);
    return ranking.best(limit, allowed && ((number) => allowed.has(number)));
  }

  private async numbersOf(corpus: Corpus, documentIds: string[]): Promise<Set<number>> {
    const rows = await this.chunks.find({
      select: { number: true },
      where: { corpusId: corpus.id, documentId: In(documentIds) },
    });
    return new Set(rows.map(({ number }) => number));
  }

  private async load({ orgId }: Owner, corpus: Corpus, ranked: Ranked[]): Promise<SearchHit[]> {
    const rows = await this.chunks.find({
      where: { corpusId: corpus.id, orgId, number: In(ranked.map(({ number }) => number)) },
      relations: { document: true },
    });
    const byNumber = new Map(rows.map((row) => [row.number, row]));
    return ranked.flatMap(({ number, score }) => {
      const chunk = byNumber.get(number);
      return chunk?.document ? [{ chunk, document: chunk.document, score }] : [];
    });
  }
}
