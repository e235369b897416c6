import { Injectable } from '@nestjs/common';
import { Pool, PoolClient } from 'pg';
import { Storage } from '@muster/platform';

/** No upload takes that long. */
const UPLOAD_HOURS = 24;
/** Another worker leaves a key alone while one removes it. */
const REMOVAL_MINUTES = 5;

/**
 * Keeps storage and database in step without a common transaction: the key of bytes that belong to no document (yet,
 * or any more) is written down before they come or after their row goes, and crossed out when that is over.
 */
@Injectable()
export class StrayObjects {
  constructor(
    private readonly pool: Pool,
    private readonly storage: Storage,
  ) {}

  /** Before bytes are put: should nobody `adopt` them, they go. */
  async expect(key: string): Promise<void> {
    await this.pool.query(
      'INSERT INTO stray_object (storage_key, remove_after) VALUES ($1, now() + make_interval(hours => $2))',
      [key, UPLOAD_HOURS],
    );
  }

  /** The bytes have a document from now on. */
  async adopt(client: PoolClient, key: string): Promise<void> {
    await client.query('DELETE FROM stray_object WHERE storage_key = $1', [key]);
  }

  /** A document goes with this transaction; `remove` the bytes of all its revisions after it. Answers their keys. */
  async abandonDocument(client: PoolClient, documentId: string): Promise<string[]> {
    const { rows } = await client.query<{ key: string }>(
      `INSERT INTO stray_object (storage_key, remove_after)
       SELECT DISTINCT storage_key, now() FROM document_revision WHERE document_id = $1 RETURNING storage_key AS key`,
      [documentId],
    );
    return rows.map(({ key }) => key);
  }

  async remove(key: string): Promise<void> {
    await this.storage.remove(key);
    await this.pool.query('DELETE FROM stray_object WHERE storage_key = $1', [key]);
  }

  /** Removes what is due. */
  async sweep(): Promise<void> {
    const { rows } = await this.pool.query<{ key: string }>(
      `UPDATE stray_object SET remove_after = now() + make_interval(mins => $1)
       WHERE storage_key IN (SELECT storage_key FROM stray_object WHERE remove_after < now() LIMIT 20 FOR UPDATE SKIP LOCKED)
       RETURNING storage_key AS key`,
      [REMOVAL_MINUTES],
    );
    for (const { key } of rows) await this.remove(key);
  }
}
