import { randomUUID } from 'node:crypto';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Injectable, Logger } from '@nestjs/common';
import { Pool } from 'pg';
import { INGEST_DOCUMENT } from '@muster/contracts';
import { Jobs, Storage, StoredObject } from '@muster/platform';
import { Inspector } from '../content/inspector';
import { inTransaction } from '../database/transaction';
import { DocumentSettings } from '../documents.settings';
import type { Owner } from '../owner';
import { StrayObjects } from './stray-objects';

export interface DocumentInput {
  filename: string;
  /** Default: the file's name. */
  title?: string;
  description?: string;
  /** What the sender declares; the content decides. */
  contentType?: string;
  stream: Readable;
  /** Title and description when they may come behind the bytes: asked for at their end. Throwing refuses the upload. */
  details?: () => Pick<DocumentInput, 'title' | 'description'>;
}

/** The queue gets the document right after this commit; the sweep comes when it did not arrive. */
const SWEEP_AFTER_SECONDS = 5;
const LONGEST_NAME = 255;

/** Takes in the bytes of a new document. */
@Injectable()
export class DocumentUploads {
  private readonly logger = new Logger(DocumentUploads.name);

  constructor(
    private readonly pool: Pool,
    private readonly storage: Storage,
    private readonly strays: StrayObjects,
    private readonly settings: DocumentSettings,
    private readonly jobs: Jobs,
  ) {}

  /** Stores bytes and row, both or none, puts the document on the queue, and answers the new id. */
  async store(owner: Owner, input: DocumentInput): Promise<string> {
    const id = randomUUID();
    const key = `documents/${owner.orgId}/${id}/original`;
    const filename = baseName(input.filename);
    await this.strays.expect(key);
    try {
      const inspector = new Inspector({ filename, declared: input.contentType });
      const stored = await this.take(key, input.stream, inspector);
      await this.insert(owner, {
        ...input,
        ...input.details?.(),
        id,
        key,
        filename,
        stored,
        contentType: inspector.contentType,
      });
    } catch (error) {
      // Should this fail as well, the sweep removes it later.
      await this.strays.remove(key).catch(() => undefined);
      throw error;
    }
    await this.enqueue(id);
    return id;
  }

  /** It is accepted already: without a queue it only starts later. */
  private async enqueue(id: string): Promise<void> {
    try {
      await this.jobs.enqueue(INGEST_DOCUMENT, { documentId: id }, { id: `${id}-0` });
    } catch (error) {
      this.logger.warn(`document ${id} is left to the sweep`, error);
    }
  }

  private async take(key: string, stream: Readable, inspector: Inspector): Promise<StoredObject> {
    const maxBytes = this.settings.maxUploadMb * 1024 ** 2;
    const [stored, inspected] = await Promise.allSettled([
      this.storage.put(key, inspector, { maxBytes }),
      pipeline(stream, inspector),
    ]);
    if (stored.status === 'rejected') throw stored.reason;
    if (inspected.status === 'rejected') throw inspected.reason;
    return stored.value;
  }

  private insert(
    owner: Owner,
    row: DocumentInput & { id: string; key: string; stored: StoredObject },
  ): Promise<void> {
    return inTransaction(this.pool, async (client) => {
      await this.strays.adopt(client, row.key);
      await client.query(
        `INSERT INTO document (id, org_id, user_id, title, description, filename, content_type, size, sha256, storage_key, due_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, now() + make_interval(secs => $11))`,
        [
          ...[row.id, owner.orgId, owner.userId],
          ...[
            plain(row.title ?? '') || row.filename,
            plain(row.description ?? ''),
            row.filename,
            row.contentType,
          ],
          ...[row.stored.size, row.stored.sha256, row.key, SWEEP_AFTER_SECONDS],
        ],
      );
    });
  }
}

/** Without folders of either kind of system and without control characters. */
function baseName(filename: string): string {
  const name = plain(filename.split(/[\\/]/).at(-1) ?? '').replace(/\p{Cc}/gu, '');
  return name === '' || name === '.' || name === '..' ? 'document' : name.slice(-LONGEST_NAME).toWellFormed();
}

/** What a text column can hold. */
const plain = (text: string): string => text.replaceAll('\0', '').toWellFormed().trim();
