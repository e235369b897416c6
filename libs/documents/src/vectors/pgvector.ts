import { Injectable, Logger } from '@nestjs/common';
import { Pool, PoolClient } from 'pg';
import { inTransaction } from '@muster/platform';
import type { Ranked } from '../search/best';
import { unpack } from './quantized';
import { NewVectors, VectorBlocks } from './vector-blocks';
import type { VectorSpace } from './vector-spaces';

/** What an index of half-precision numbers can have. */
const MOST_DIMENSIONS = 4_000;
/** Serializes those who build at the same time. Any constant will do. */
const BUILD_LOCK = 7_265_120;

const TABLE = `
CREATE TABLE IF NOT EXISTS chunk_vector (
  space_id integer NOT NULL,
  corpus_id integer NOT NULL,
  number integer NOT NULL,
  document_id uuid NOT NULL,
  block_id bigint NOT NULL REFERENCES vector_block ON DELETE CASCADE,
  embedding halfvec NOT NULL,
  PRIMARY KEY (space_id, corpus_id, number)
);
CREATE INDEX IF NOT EXISTS chunk_vector_block ON chunk_vector (block_id);
`;

/**
 * A copy of the vectors in pgvector's own type, with an HNSW index for each space. Everything here is made from the
 * blocks, goes with them, and is there only where the server has the extension in a version that knows `halfvec` and iterative scans.
 */
@Injectable()
export class Pgvector {
  private readonly logger = new Logger(Pgvector.name);
  private offered?: Promise<boolean>;

  constructor(
    private readonly pool: Pool,
    private readonly blocks: VectorBlocks,
  ) {}

  /** Whether the database has the extension; it is created where the server offers it and the role may. Asked once. */
  atHand(): Promise<boolean> {
    this.offered ??= this.prepare();
    return this.offered;
  }

  /** Copies what the blocks of a space hold and indexes it, unless that was done. Vectors may be added meanwhile. */
  async build(space: VectorSpace): Promise<void> {
    if (space.indexed === 'yes' || space.dimensions > MOST_DIMENSIONS || !(await this.atHand())) return;
    const lock = await this.pool.connect();
    try {
      const { rows } = await lock.query<{ free: boolean }>('SELECT pg_try_advisory_lock($1) AS free', [
        BUILD_LOCK,
      ]);
      if (!rows[0]?.free || (await this.isBuilt(space))) return;
      await this.mark(space, 'filling');
      await this.fill(space);
      await this.pool.query(indexOf(space));
      await this.mark(space, 'yes');
    } finally {
      await lock.query('SELECT pg_advisory_unlock($1)', [BUILD_LOCK]).catch(() => undefined);
      lock.release();
    }
  }

  /** Adds to the copy where there is one. Holds the space as it is until the transaction ends. */
  async insert(client: PoolClient, added: NewVectors, blockId: number): Promise<void> {
    const { rows } = await client.query<{ indexed: VectorSpace['indexed'] }>(
      'SELECT indexed FROM vector_space WHERE id = $1 FOR SHARE',
      [added.spaceId],
    );
    if (rows[0] && rows[0].indexed !== 'no') await this.copy(client, added, blockId);
  }

  /** The nearest chunks by cosine, as far as the index finds them. */
  async nearest(
    { id, dimensions }: VectorSpace,
    corpusId: number,
    query: Float32Array,
    limit: number,
    documentIds?: string[],
  ): Promise<Ranked[]> {
    // The index is partial, and is used only where the statement names its space and dimension literally.
    const distance = `embedding::halfvec(${dimensions}) <=> $2::halfvec(${dimensions})`;
    const rows = await inTransaction(this.pool, async (client) => {
      await client.query(
        `SELECT set_config('hnsw.ef_search', $1, true), set_config('hnsw.iterative_scan', 'relaxed_order', true)`,
        [String(limit)],
      );
      const found = await client.query<Ranked>(
        `SELECT number, 1 - (${distance}) AS score FROM chunk_vector
         WHERE space_id = ${id} AND corpus_id = $1 ${documentIds ? 'AND document_id = ANY($4)' : ''}
         ORDER BY ${distance} LIMIT $3`,
        [corpusId, literal(query), limit, ...(documentIds ? [documentIds] : [])],
      );
      return found.rows;
    });
    return rows.sort((one, other) => other.score - one.score || one.number - other.number);
  }

  private async prepare(): Promise<boolean> {
    try {
      const { rows } = await this.pool.query<{ version: string; made: boolean }>(
        `SELECT coalesce(installed_version, default_version) AS version, installed_version IS NOT NULL AS made
         FROM pg_available_extensions WHERE name = 'vector'`,
      );
      if (!rows[0]?.made)
        await this.pool.query(`UPDATE vector_space SET indexed = 'no' WHERE indexed <> 'no'`);
      if (!rows[0] || !isRecent(rows[0].version)) return false;
      if (!rows[0].made) await this.pool.query('CREATE EXTENSION IF NOT EXISTS vector');
      await this.pool.query(TABLE);
      return true;
    } catch (error) {
      this.logger.warn(
        `pgvector is there but cannot be used, vectors are searched without it: ${String(error)}`,
      );
      return false;
    }
  }

  private async isBuilt({ id }: VectorSpace): Promise<boolean> {
    const { rowCount } = await this.pool.query(
      `SELECT 1 FROM vector_space WHERE id = $1 AND indexed = 'yes'`,
      [id],
    );
    return rowCount !== 0;
  }

  /** Waits for the transactions that hold the space. */
  private async mark(space: VectorSpace, indexed: VectorSpace['indexed']): Promise<void> {
    await this.pool.query('UPDATE vector_space SET indexed = $2 WHERE id = $1', [space.id, indexed]);
  }

  private async fill(space: VectorSpace): Promise<void> {
    for (let last = 0; ;) {
      const blocks = await this.blocks.after(space.id, last);
      for (const block of blocks)
        await this.copy(
          this.pool,
          { ...block, spaceId: space.id, vectors: unpack(block.vectors, space.dimensions) },
          block.id,
        );
      const end = blocks.at(-1);
      if (!end) return;
      last = end.id;
    }
  }

  /** What is there already stays; what was deleted meanwhile does not come back. */
  private async copy(
    client: Pool | PoolClient,
    { spaceId, corpusId, documentId, numbers, vectors }: Omit<NewVectors, 'firstPosition'>,
    blockId: number,
  ): Promise<void> {
    await client.query(
      `INSERT INTO chunk_vector (space_id, corpus_id, number, document_id, block_id, embedding)
       SELECT $1, $2, number, $3, b.id, embedding::halfvec
       FROM unnest($4::int[], $5::text[]) AS v (number, embedding), vector_block b WHERE b.id = $6 ON CONFLICT DO NOTHING`,
      [spaceId, corpusId, documentId, numbers, vectors.map(literal), blockId],
    );
  }
}

const indexOf = ({ id, dimensions }: VectorSpace): string =>
  `CREATE INDEX IF NOT EXISTS chunk_vector_space_${id} ON chunk_vector
   USING hnsw ((embedding::halfvec(${dimensions})) halfvec_cosine_ops) WHERE space_id = ${id}`;

const literal = (vector: Float32Array): string => `[${vector.join(',')}]`;

/** 0.8 and later. */
function isRecent(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > 0 || minor >= 8;
}
