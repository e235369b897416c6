import { Injectable, Logger } from '@nestjs/common';
import { Pool, type PoolClient } from 'pg';
import { Vault } from '../vault';
import type { SealedColumn } from './sealed-columns';

const BATCH = 200;

/** One rewrapper at a time, however many processes there are. Any constant will do. */
const LOCK = 7_265_120;

interface SealedRow {
  key: string;
  sealed: string;
}

/** What became of the values that another than the current key had sealed. */
export interface Rewrapped {
  rewrapped: number;
  /** Neither changed nor lost: the key that sealed them is not set, or they were tampered with. */
  failed: number;
}

/**
 * Brings sealed values under the current master key, and seals what had to be kept in clear. Where it stands is written nowhere: what is left is what does
 * not begin with the current key's name, so that a pass that was cut off is simply begun again.
 */
@Injectable()
export class Rewrapper {
  private readonly logger = new Logger(Rewrapper.name);

  constructor(
    private readonly pool: Pool,
    private readonly vault: Vault,
  ) {}

  /** Undefined when there is no key, or another process is at it. */
  async run(
    columns: readonly SealedColumn[],
    stopped = (): boolean => false,
  ): Promise<Rewrapped | undefined> {
    if (!this.vault.ready) return undefined;
    const client = await this.pool.connect();
    try {
      const { rows } = await client.query<{ mine: boolean }>('SELECT pg_try_advisory_lock($1) AS mine', [
        LOCK,
      ]);
      if (!rows[0]?.mine) return undefined;
      try {
        return await this.pass(client, columns, stopped);
      } finally {
        await client.query('SELECT pg_advisory_unlock($1)', [LOCK]);
      }
    } finally {
      client.release();
    }
  }

  private async pass(
    client: PoolClient,
    columns: readonly SealedColumn[],
    stopped: () => boolean,
  ): Promise<Rewrapped> {
    const total = { rewrapped: 0, failed: 0 };
    for (const column of columns) {
      let after: string | undefined;
      while (!stopped()) {
        const rows = await this.page(client, column, after);
        const fresh = rows.flatMap((row) => this.rewrapped(column, row));
        total.rewrapped += await store(client, column, fresh);
        total.failed += rows.length - fresh.length;
        after = rows.at(-1)?.key;
        if (rows.length < BATCH) break;
      }
    }
    return total;
  }

  private async page(
    client: PoolClient,
    { table, key, keyType, column }: SealedColumn,
    after: string | undefined,
  ): Promise<SealedRow[]> {
    const { rows } = await client.query<SealedRow>(
      `SELECT ${key}::text AS key, ${column} AS sealed FROM ${table}
       WHERE ${column} IS NOT NULL AND NOT starts_with(${column}, $1) ${after === undefined ? '' : `AND ${key} > $2::${keyType}`}
       ORDER BY ${table}.${key} LIMIT ${BATCH}`,
      [this.vault.currentPrefix, ...(after === undefined ? [] : [after])],
    );
    return rows;
  }

  private rewrapped({ table, column, place }: SealedColumn, { key, sealed }: SealedRow): Change[] {
    try {
      const fresh = place ? this.vault.renew(`${place}:${key}`, sealed) : this.vault.rewrap(sealed);
      return [{ key, sealed, fresh }];
    } catch (error) {
      this.logger.warn(`${table}.${column} of ${key} stays under its old key: ${(error as Error).message}`);
      return [];
    }
  }
}

interface Change extends SealedRow {
  fresh: string;
}

/** A value that was changed meanwhile is left as it is. */
async function store(client: PoolClient, at: SealedColumn, changes: Change[]): Promise<number> {
  if (changes.length === 0) return 0;
  const { table, key, keyType, column } = at;
  const { rowCount } = await client.query(
    `UPDATE ${table} SET ${column} = change.fresh
     FROM unnest($1::${keyType}[], $2::text[], $3::text[]) AS change (key, sealed, fresh)
     WHERE ${table}.${key} = change.key AND ${table}.${column} = change.sealed`,
    [
      changes.map(({ key: one }) => one),
      changes.map(({ sealed }) => sealed),
      changes.map(({ fresh }) => fresh),
    ],
  );
  return rowCount ?? 0;
}
