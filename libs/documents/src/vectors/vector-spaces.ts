import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { Pool } from 'pg';

/** What vectors are comparable: those of one model in one dimension. */
export interface VectorSpace {
  id: number;
  model: string;
  dimensions: number;
  /** Whether pgvector has its vectors too. */
  indexed: 'no' | 'filling' | 'yes';
}

const REMEMBERED_MS = 2_000;
const COLUMNS = 'id, model, dimensions, indexed';

/** The spaces that vectors were made in. A model whose vectors get another dimension moves on to another space. */
@Injectable()
export class VectorSpaces {
  private readonly known = new LRUCache<string, VectorSpace>({ max: 100, ttl: REMEMBERED_MS });

  constructor(private readonly pool: Pool) {}

  /** The present space of a model; undefined before its first vector. May be two seconds old. */
  async present(model: string): Promise<VectorSpace | undefined> {
    const known = this.known.get(model);
    if (known) return known;
    const { rows } = await this.pool.query<VectorSpace>({
      name: 'vector-space-present',
      text: `SELECT ${COLUMNS} FROM vector_space WHERE model = $1 ORDER BY seen_at DESC LIMIT 1`,
      values: [model],
    });
    if (rows[0]) this.known.set(model, rows[0]);
    return rows[0];
  }

  /** The space of a vector that the model has just made, which is its present one from now on. */
  async seen(model: string, dimensions: number): Promise<VectorSpace> {
    const present = await this.present(model);
    if (present?.dimensions === dimensions) return present;
    const { rows } = await this.pool.query<VectorSpace>(
      `INSERT INTO vector_space (model, dimensions) VALUES ($1, $2)
       ON CONFLICT (model, dimensions) DO UPDATE SET seen_at = clock_timestamp() RETURNING ${COLUMNS}`,
      [model, dimensions],
    );
    const space = rows[0] as VectorSpace;
    this.known.set(model, space);
    return space;
  }
}
