import { Controller } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import type { Hints } from '@muster/contracts';
import { IngestionService } from '@muster/documents';

@Controller()
export class HintsController {
  constructor(private readonly ingestion: IngestionService) {}

  @EventPattern('documents.deleted' satisfies keyof Hints)
  documentDeleted(@Payload() { documentId }: Hints['documents.deleted']): void {
    this.ingestion.stop(documentId);
  }
}
