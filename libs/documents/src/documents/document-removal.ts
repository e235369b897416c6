import { Injectable, Logger } from '@nestjs/common';
import { Pool } from 'pg';
import { Hinter, inTransaction } from '@muster/platform';
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
  async remove({ id }: Document): Promise<boolean> {
    const keys = await inTransaction(this.pool, async (client) => {
      // Waits for the batch that is being stored, and makes every later one of this document fail.
      const { rowCount } = await client.query('SELECT 1 FROM document WHERE id = $1 FOR UPDATE', [id]);
      if (rowCount === 0) return undefined;
      await this.index.removeDocument(client, id);
      const abandoned = await this.strays.abandonDocument(client, id);
      await client.query('DELETE FROM document WHERE id = $1', [id]);
      return abandoned;
    });
    if (!keys) return false;
    this.hinter.hint('documents.abandoned', { documentId: id });
    await Promise.all(keys.map((key) => this.strays.remove(key))).catch((error: unknown) => {
      this.logger.warn(`bytes of document ${id} are left to the sweep`, error);
    });
    return true;
  }
}
