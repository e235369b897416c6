import { Injectable, Logger, Optional } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import type { Owner } from '../owner';
import type { Ranked } from '../search/best';
import { Embedder } from './embedder';
import { Pgvector } from './pgvector';
import { normalized } from './quantized';
import { VectorBlocks } from './vector-blocks';
import { VectorSpace, VectorSpaces } from './vector-spaces';

/** What a person who searches waits for the model, which the words do not need. */
const DEADLINE_MS = 1_500;
/** After a failure the model is left alone for so long. */
const REST_MS = 10_000;
const LONGEST_QUERY = 2_000;

/** Ranks by meaning: the chunks whose vectors are nearest to the query's. */
@Injectable()
export class VectorSearch {
  private readonly logger = new Logger(VectorSearch.name);
  private readonly known = new LRUCache<string, Float32Array>({ max: 500, ttl: 300_000 });
  private restUntil = 0;

  constructor(
    private readonly spaces: VectorSpaces,
    private readonly blocks: VectorBlocks,
    private readonly pgvector: Pgvector,
    @Optional() private readonly embedder?: Embedder,
  ) {}

  /** Whether there is an embedder at all. */
  get takesPart(): boolean {
    return this.embedder?.model !== undefined;
  }

  /** The nearest chunks; of the given documents where there are some given. Undefined: words alone must do. */
  async rank(
    owner: Owner,
    corpusId: number,
    query: string,
    limit: number,
    documentIds?: string[],
  ): Promise<Ranked[] | undefined> {
    const { embedder } = this;
    if (embedder?.model === undefined || Date.now() < this.restUntil) return undefined;
    try {
      const present = await this.spaces.present(embedder.model);
      if (!present || !(await this.blocks.any(corpusId, present.id))) return undefined;
      const vector = await this.vectorOf(embedder, owner, query.slice(0, LONGEST_QUERY).toWellFormed());
      const space = await this.spaces.seen(embedder.model, vector.length);
      return await this.nearest(space, corpusId, vector, limit, documentIds);
    } catch (error) {
      this.restUntil = Date.now() + REST_MS;
      this.logger.warn(`searching by words alone: ${String(error)}`);
      return undefined;
    }
  }

  private nearest(
    space: VectorSpace,
    corpusId: number,
    vector: Float32Array,
    limit: number,
    documentIds?: string[],
  ): Promise<Ranked[]> {
    return space.indexed === 'yes'
      ? this.pgvector.nearest(space, corpusId, vector, limit, documentIds)
      : this.blocks.nearest({ corpusId, spaceId: space.id }, vector, limit, documentIds);
  }

  private async vectorOf(embedder: Embedder, { orgId, userId }: Owner, query: string): Promise<Float32Array> {
    const key = `${embedder.model} ${orgId} ${query}`;
    const known = this.known.get(key);
    if (known) return known;
    const { vectors } = await embedder.embed({
      texts: [query],
      signal: AbortSignal.timeout(DEADLINE_MS),
      charge: { orgId, userId: userId ?? orgId },
    });
    const vector = normalized(vectors[0] ?? []);
    if (vector.length === 0 || !vector.every(Number.isFinite))
      throw new Error('the embedding model has answered no vector');
    this.known.set(key, vector);
    return vector;
  }
}
