import { BeforeApplicationShutdown, Injectable, Logger } from '@nestjs/common';
import { CancelledError, DomainError, InvalidError, Storage } from '@muster/platform';
import { DocumentSettings } from '../documents.settings';
import { BatchBuilder } from './batch';
import { Claim, IngestionStore } from './ingestion.store';
import { LeasedWorks, ShutdownError } from '../leases/leased-works';
import { TextExtractor } from './text-extractor';

/** Stored in one transaction, or what came together within the time. */
const BATCH_CHUNKS = 100;
const BATCH_MS = 400;
/** Tries that ended in an error, without progress in between. */
const MOST_TRIES = 3;
/** Claims without progress, whatever ended them: a document that takes whole workers down is given up as well. */
const MOST_CLAIMS = 10;
const RETRY_SECONDS = 2;

/** Reads, chunks and indexes documents. May be killed at any moment: the next worker goes on after the last batch. */
@Injectable()
export class IngestionService implements BeforeApplicationShutdown {
  private readonly logger = new Logger(IngestionService.name);
  private readonly works = new LeasedWorks(this.logger);

  constructor(
    private readonly store: IngestionStore,
    private readonly storage: Storage,
    private readonly extractor: TextExtractor,
    private readonly settings: DocumentSettings,
  ) {}

  /** Ingests one document unless it is gone, done or in other hands. Throws only what another try may mend. */
  ingest(documentId: string): Promise<void> {
    return this.works.run(documentId, async () => {
      const claim = await this.store.claim(documentId);
      return (
        claim && {
          renew: () => this.store.renew(claim),
          work: (signal) => this.read(claim, signal),
          settle: (error) => this.settle(claim, error),
        }
      );
    });
  }

  /** The document was deleted or has new content: whatever is being read of it is waste. */
  stop(documentId: string): void {
    this.works.stop(documentId, 'the document was deleted or has new content');
  }

  /** Hands everything over after the batch at hand. */
  beforeApplicationShutdown(): Promise<void> {
    return this.works.drain();
  }

  private async read(claim: Claim, signal: AbortSignal): Promise<void> {
    if (claim.tries > MOST_CLAIMS)
      throw new InvalidError('reading it broke off too often', {}, 'interrupted');
    const from = await this.store.point(claim);
    const { contentType, size } = claim;
    const bytes = await this.storage.get(claim.storageKey);
    const stored = { chars: claim.textLength, nodes: claim.nodeCount, chunks: claim.chunkCount };
    const builder = new BatchBuilder(stored, claim);
    let committed = Date.now();
    for await (const part of this.extractor.extract({ bytes, contentType, size, from }, signal)) {
      builder.add(part);
      this.checkLength(builder);
      if (builder.size < BATCH_CHUNKS && Date.now() - committed < BATCH_MS) continue;
      await this.store.commit(claim, builder.take(), false);
      committed = Date.now();
      signal.throwIfAborted();
    }
    builder.close();
    if (claim.chunkCount + builder.size === 0) throw new InvalidError('it has no text', {}, 'empty');
    await this.store.commit(claim, builder.take(), true);
  }

  private checkLength({ length }: BatchBuilder): void {
    const { maxDocumentChars } = this.settings;
    if (length > maxDocumentChars)
      throw new InvalidError(`its text has more than ${maxDocumentChars} characters`, {}, 'too_long');
  }

  private async settle(claim: Claim, error: unknown): Promise<void> {
    if (error instanceof ShutdownError) return this.store.release(claim, claim.tries - 1, 0, null);
    if (error instanceof CancelledError) return;
    const final = error instanceof InvalidError;
    if (!final) this.logger.warn(`document ${claim.id}, try ${claim.tries}: ${String(error)}`, error);
    if (final || claim.tries >= MOST_TRIES) return this.store.fail(claim, reasonOf(error), messageOf(error));
    await this.store.release(claim, claim.tries, RETRY_SECONDS, messageOf(error));
    throw error;
  }
}

const reasonOf = (error: unknown): string =>
  (error instanceof DomainError && error.details.reason) || 'internal';

/** What is not meant for users may hold paths and addresses; it is in the log. */
const messageOf = (error: unknown): string =>
  error instanceof DomainError ? error.message : 'reading it failed unexpectedly';
