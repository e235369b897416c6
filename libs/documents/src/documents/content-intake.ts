import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Injectable, Logger } from '@nestjs/common';
import { Pool, PoolClient } from 'pg';
import { INGEST_DOCUMENT } from '@muster/contracts';
import { Hinter, inTransaction, Jobs, Storage, StoredObject } from '@muster/platform';
import { Inspector } from '../content/inspector';
import { DocumentSettings } from '../documents.settings';
import { StrayObjects } from './stray-objects';

export interface ContentInput {
  filename: string;
  /** What the sender declares; the content decides. */
  contentType?: string;
  stream: Readable;
}

/** Bytes that are stored, and what was found out about them. */
export interface StoredContent {
  /** Base name, without control characters. */
  filename: string;
  contentType: string;
  size: number;
  sha256: string;
  storageKey: string;
}

/** The queue gets the document right after this commit; the sweep comes when it did not arrive. */
export const SWEEP_AFTER_SECONDS = 5;
const LONGEST_NAME = 255;

/** Takes in the bytes of documents and has them read. */
@Injectable()
export class ContentIntake {
  private readonly logger = new Logger(ContentIntake.name);

  constructor(
    private readonly pool: Pool,
    private readonly storage: Storage,
    private readonly strays: StrayObjects,
    private readonly settings: DocumentSettings,
    private readonly jobs: Jobs,
    private readonly hinter: Hinter,
  ) {}

  /**
   * Stores bytes under a new key, and in one transaction with it whatever `record` writes; both or none. Throws
   * `LimitExceededError` (reason `size`) and `InvalidError` (reasons `unsupported_type`, `empty`).
   */
  async receive<T>(
    storageKey: string,
    input: ContentInput,
    record: (client: PoolClient, content: StoredContent) => Promise<T>,
  ): Promise<T> {
    const filename = baseName(input.filename);
    await this.strays.expect(storageKey);
    try {
      const inspector = new Inspector({ filename, declared: input.contentType });
      const { size, sha256 } = await this.take(storageKey, input.stream, inspector);
      const content = { filename, contentType: inspector.contentType, size, sha256, storageKey };
      return await inTransaction(this.pool, async (client) => {
        await this.strays.adopt(client, storageKey);
        return record(client, content);
      });
    } catch (error) {
      // Should this fail as well, the sweep removes it later.
      await this.strays.remove(storageKey).catch(() => undefined);
      throw error;
    }
  }

  /** It is accepted already: without a queue it only starts later. */
  async ingest(documentId: string, attempt: number): Promise<void> {
    try {
      await this.jobs.enqueue(INGEST_DOCUMENT, { documentId }, { id: `${documentId}-${attempt}` });
    } catch (error) {
      this.logger.warn(`document ${documentId} is left to the sweep`, error);
    }
  }

  /** Whoever reads the content before stops. */
  ingestAnew(documentId: string, attempt: number): Promise<void> {
    this.hinter.hint('documents.abandoned', { documentId });
    return this.ingest(documentId, attempt);
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
}

/** Without folders of either kind of system and without control characters. */
function baseName(filename: string): string {
  const name = plain(filename.split(/[\\/]/).at(-1) ?? '').replace(/\p{Cc}/gu, '');
  return name === '' || name === '.' || name === '..' ? 'document' : name.slice(-LONGEST_NAME).toWellFormed();
}

/** What a text column can hold. */
export const plain = (text: string): string => text.replaceAll('\0', '').toWellFormed().trim();
