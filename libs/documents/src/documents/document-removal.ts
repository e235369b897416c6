import { Injectable, Logger } from '@nestjs/common';
import { Pool } from 'pg';
import { Hinter } from '@muster/platform';
import { inTransaction } from '../database/transaction';
import { SearchIndex } from '../search/search-index';
import type { Document } from './document.entity';
import { StrayObjects } from './stray-objects';

/** Removes every trace of a document. */
@Injectable()
export class DocumentRemoval {
  private readonly logger = new Logger(DocumentRemoval.name);

  constructor(
    private readonly pool: Pool,
    private readonly index: SearchIndex,
    private readonly strays: StrayObjects,
    private readonly hinter: Hinter,
  ) {}

  /** False: somebody else removed it first. */
  async remove({ id, storageKey }: Document): Promise<boolean> {
    const removed = await inTransaction(this.pool, async (client) => {
      // Waits for the batch that is being stored, and makes every later one of this document fail.
      const { rowCount } = await client.query('SELECT 1 FROM document WHERE id = $1 FOR UPDATE', [id]);
      if (rowCount === 0) return false;
      await this.index.removeDocument(client, id);
      await client.query('DELETE FROM document WHERE id = $1', [id]);
      await this.strays.abandon(client, storageKey);
      return true;
    });
    if (!removed) return false;
    this.hinter.hint('documents.deleted', { documentId: id });
    await this.strays.remove(storageKey).catch((error: unknown) => {
      this.logger.warn(`bytes of document ${id} are left to the sweep`, error);
    });
    return true;
  }
}
