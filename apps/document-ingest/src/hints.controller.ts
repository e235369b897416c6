import { Controller } from '@nestjs/common';
import { EventPattern, MessagePattern, Payload } from '@nestjs/microservices';
import type { Hints, Questions } from '@muster/contracts';
import { EmbeddingService, FileTextService, IngestionService } from '@muster/documents';
import { answered } from '@muster/platform';

/** What this app hears and answers over the transport. */
@Controller()
export class HintsController {
  constructor(
    private readonly ingestion: IngestionService,
    private readonly embedding: EmbeddingService,
    private readonly texts: FileTextService,
  ) {}

  @EventPattern('documents.abandoned' satisfies keyof Hints)
  documentAbandoned(@Payload() { documentId }: Hints['documents.abandoned']): void {
    this.ingestion.stop(documentId);
    this.embedding.stop(documentId);
  }

  @MessagePattern('documents.text' satisfies keyof Questions)
  text(@Payload() question: Questions['documents.text']['ask']): Promise<object> {
    return answered(() => this.texts.read(question));
  }
}
