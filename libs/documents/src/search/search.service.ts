import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { In, Repository } from 'typeorm';
import { InvalidError } from '@muster/platform';
import { Chunk } from '../chunks/chunk.entity';
import type { Document } from '../documents/document.entity';
import type { Owner } from '../owner';
import { VectorSearch } from '../vectors/vector-search';
import type { Ranked } from './best';
import { fuse } from './fusion';
import { LexicalSearch } from './lexical-search';
import { DocumentFilter, SearchFilters } from './search-filters';
import { Corpus, SearchIndex } from './search-index';

/** Statistics stay those of all the owner's chunks, whatever the filter. */
export interface SearchOptions extends DocumentFilter {
  /** Default 4. */
  limit?: number;
  /** Hits to pass over. With `limit` at most 1,000. */
  offset?: number;
}

export interface SearchHit {
  chunk: Chunk;
  document: Document;
  /** Comparable within one search only. */
  score: number;
}

export interface SearchPage {
  items: SearchHit[];
  /** Offset of the next page; undefined on the last. */
  next?: number;
}

const DEFAULT_LIMIT = 4;
/** Hits of one search, on all its pages. */
const MOST_HITS = 1_000;
/** So many nearest vectors take part, on every page alike, so that pages fit together. */
const MOST_NEAR = 200;

/** Search among the chunks of one owner: by words, and by meaning where there is an embedder. Documents still being ingested are found as far as they are indexed. */
@Injectable()
export class SearchService {
  constructor(
    private readonly index: SearchIndex,
    private readonly words: LexicalSearch,
    private readonly vectors: VectorSearch,
    private readonly filters: SearchFilters,
    @InjectRepository(Chunk) private readonly chunks: Repository<Chunk>,
  ) {}

  /** The best chunks, best first. */
  async search(owner: Owner, query: string, options: SearchOptions = {}): Promise<SearchHit[]> {
    return (await this.page(owner, query, options)).items;
  }

  async page(owner: Owner, query: string, options: SearchOptions = {}): Promise<SearchPage> {
    const { limit = DEFAULT_LIMIT, offset = 0 } = options;
    if (offset + limit > MOST_HITS) throw new InvalidError(`a search has at most ${MOST_HITS} hits`);
    const corpus = await this.index.find(owner);
    if (!corpus) return { items: [] };
    const end = offset + limit;
    const ranked = await this.rank(owner, corpus, query, options, end + 1);
    const items = await this.load(owner, corpus, ranked.slice(offset, end));
    return ranked.length > end && end < MOST_HITS ? { items, next: end } : { items };
  }

  /** At least the best `wanted`, where there are so many. */
  private async rank(
    owner: Owner,
    corpus: Corpus,
    query: string,
    options: SearchOptions,
    wanted: number,
  ): Promise<Ranked[]> {
    const documentIds = await this.filters.documents(owner, options);
    const numbers = documentIds && (await this.index.numbersOf(corpus.id, documentIds));
    const [byWords, byMeaning] = await Promise.all([
      this.words.rank(
        corpus,
        query,
        this.vectors.takesPart ? MOST_HITS : wanted,
        numbers && ((number) => numbers.has(number)),
      ),
      this.vectors.rank(owner, corpus.id, query, MOST_NEAR, documentIds),
    ]);
    return byMeaning ? fuse(byWords, byMeaning) : byWords;
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
