import { Processor } from '@nestjs/bull';
import type { Job } from 'bull';
import { EMBED_DOCUMENT } from '@muster/contracts';
import { EmbeddingService } from '@muster/documents';
import { HandlesJob } from '@muster/platform';

/** Documents embedded at a time by one app: it mostly waits for the model's server. */
const CONCURRENCY = 4;

@Processor(EMBED_DOCUMENT.queue)
export class EmbedProcessor {
  constructor(private readonly embedding: EmbeddingService) {}

  @HandlesJob(EMBED_DOCUMENT, { concurrency: CONCURRENCY })
  embed({ data }: Job<{ documentId: string }>): Promise<void> {
    return this.embedding.embed(data.documentId);
  }
}
