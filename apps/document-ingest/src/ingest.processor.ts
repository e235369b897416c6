import { Processor } from '@nestjs/bull';
import type { Job } from 'bull';
import { INGEST_DOCUMENT } from '@muster/contracts';
import { IngestionService } from '@muster/documents';
import { HandlesJob } from '@muster/platform';

/** Documents read at a time by one app: a bad one never holds up the queue. */
const CONCURRENCY = 2;

@Processor(INGEST_DOCUMENT.queue)
export class IngestProcessor {
  constructor(private readonly ingestion: IngestionService) {}

  @HandlesJob(INGEST_DOCUMENT, { concurrency: CONCURRENCY })
  ingest({ data }: Job<{ documentId: string }>): Promise<void> {
    return this.ingestion.ingest(data.documentId);
  }
}
