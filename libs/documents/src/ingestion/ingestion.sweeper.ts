import { Injectable, Logger, OnApplicationBootstrap, OnModuleDestroy } from '@nestjs/common';
import { INGEST_DOCUMENT } from '@muster/contracts';
import { Jobs, Ticker } from '@muster/platform';
import { StrayObjects } from '../documents/stray-objects';
import { IngestionStore } from './ingestion.store';

const EVERY_MS = 1_000;

/** Brings back what was lost: documents that no queue and no living worker knows of, and bytes without a document. */
@Injectable()
export class IngestionSweeper implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger(IngestionSweeper.name);
  private readonly ticker = new Ticker(EVERY_MS, () => this.sweep(), this.logger);

  constructor(
    private readonly store: IngestionStore,
    private readonly jobs: Jobs,
    private readonly strays: StrayObjects,
  ) {}

  onApplicationBootstrap(): void {
    this.ticker.start();
  }

  onModuleDestroy(): void {
    this.ticker.stop();
  }

  /** The attempt in the job's id lets a document pass its own earlier job, which may hang on a dead worker. */
  async sweep(): Promise<void> {
    const documents = await this.store.sweep();
    const items = documents.map(({ id, attempt }) => ({
      data: { documentId: id },
      options: { id: `${id}-${attempt}` },
    }));
    await this.jobs.enqueueMany(INGEST_DOCUMENT, items);
    await this.strays.sweep();
  }
}
