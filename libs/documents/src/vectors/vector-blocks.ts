import { setImmediate as otherWork } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { Pool, PoolClient } from 'pg';
import { Best, Ranked } from '../search/best';
import { cosines, pack } from './quantized';

/** Vectors of chunks of one document that follow each other. */
export interface NewVectors {
  documentId: string;
  spaceId: number;
  corpusId: number;
  firstPosition: number;
  /** The chunks' numbers in the corpus. */
  numbers: number[];
  /** Of length 1. */
  vectors: Float32Array[];
}

export interface VectorBlock {
  id: number;
  documentId: string;
  numbers: number[];
  vectors: Buffer;
}

/** Blocks read, and scanned without a pause, at a time. */
const AT_ONCE = 100;
const REMEMBERED_BYTES = 64 * 1024 ** 2;

/** All vectors, packed in blocks: every search among them looks at each. Blocks never change, so those read lately stay in memory. */
@Injectable()
export class VectorBlocks {
  private readonly read = new LRUCache<number, VectorBlock>({
    maxSize: REMEMBERED_BYTES,
    sizeCalculation: ({ vectors, numbers }) => vectors.length + 8 * numbers.length + 200,
  });

  constructor(private readonly pool: Pool) {}

  /** Answers the id of the block. */
  async insert(client: PoolClient, added: NewVectors): Promise<number> {
    const { rows } = await client.query<{ id: number }>({
      name: 'vector-block-insert',
      text: `INSERT INTO vector_block (document_id, space_id, corpus_id, first_position, numbers, vectors) VALUES ($1, $2, $3, $4, $5, $6) RETURNING id`,
      values: [
        ...[added.documentId, added.spaceId, added.corpusId, added.firstPosition],
        ...[added.numbers, pack(added.vectors)],
      ],
    });
    return rows[0]?.id ?? 0;
  }

  /** Whether anything of the corpus is in the space. */
  async any(corpusId: number, spaceId: number): Promise<boolean> {
    const { rowCount } = await this.pool.query({
      name: 'vector-block-any',
      text: 'SELECT 1 FROM vector_block WHERE corpus_id = $1 AND space_id = $2 LIMIT 1',
      values: [corpusId, spaceId],
    });
    return rowCount !== 0;
  }

  /** The nearest chunks by cosine, exactly; of the given documents where there are some given. */
  async nearest(
    place: { corpusId: number; spaceId: number },
    query: Float32Array,
    limit: number,
    documentIds?: string[],
  ): Promise<Ranked[]> {
    const ids = await this.idsOf(place, documentIds);
    const best = new Best(limit, -Infinity);
    for (let at = 0; at < ids.length; at += AT_ONCE) {
      for (const { numbers, vectors } of await this.load(ids.slice(at, at + AT_ONCE)))
        cosines(vectors, query).forEach((score, index) => {
          if (score > best.floor) best.add(numbers[index] as number, score);
        });
      await otherWork();
    }
    return best.ranked;
  }

  /** All blocks of a space after the given one, in pieces. */
  async after(spaceId: number, id: number): Promise<(VectorBlock & { corpusId: number })[]> {
    const { rows } = await this.pool.query<VectorBlock & { corpusId: number }>(
      `SELECT id, document_id AS "documentId", corpus_id AS "corpusId", numbers, vectors FROM vector_block
       WHERE space_id = $1 AND id > $2 ORDER BY id LIMIT $3`,
      [spaceId, id, AT_ONCE],
    );
    return rows;
  }

  private async idsOf(
    { corpusId, spaceId }: { corpusId: number; spaceId: number },
    documentIds?: string[],
  ): Promise<number[]> {
    const { rows } = await this.pool.query<{ id: number }>({
      name: documentIds ? 'vector-block-ids-in' : 'vector-block-ids',
      text: `SELECT id FROM vector_block WHERE corpus_id = $1 AND space_id = $2
             ${documentIds ? 'AND document_id = ANY($3)' : ''} ORDER BY id`,
      values: [corpusId, spaceId, ...(documentIds ? [documentIds] : [])],
    });
    return rows.map(({ id }) => id);
  }

  /** Those that are gone since are left out. */
  private async load(ids: number[]): Promise<VectorBlock[]> {
    const blocks = new Map(ids.map((id) => [id, this.read.get(id)]));
    const missing = ids.filter((id) => !blocks.get(id));
    if (missing.length > 0) {
      const { rows } = await this.pool.query<VectorBlock>({
        name: 'vector-block-read',
        text: `SELECT id, document_id AS "documentId", numbers, vectors FROM vector_block WHERE id = ANY($1)`,
        values: [missing],
      });
      for (const row of rows) {
        this.read.set(row.id, row);
        blocks.set(row.id, row);
      }
    }
    return [...blocks.values()].filter((block) => block !== undefined);
  }
}
