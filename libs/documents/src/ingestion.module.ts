import { DynamicModule, Module, Type } from '@nestjs/common';
import { DocumentsModule } from './documents.module';
import { EmbeddingBacklog } from './embedding/embedding-backlog';
import { EmbeddingService } from './embedding/embedding.service';
import { EmbeddingStore } from './embedding/embedding.store';
import { EmbeddingSweeper } from './embedding/embedding.sweeper';
import { FileTextService } from './ingestion/file-text.service';
import { IngestionService } from './ingestion/ingestion.service';
import { IngestionStore } from './ingestion/ingestion.store';
import { IngestionSweeper } from './ingestion/ingestion.sweeper';
import { TextExtractor } from './ingestion/text-extractor';

/** For the app that ingests: give it what reads the formats. */
@Module({})
export class IngestionModule {
  static forRoot(extractor: Type<TextExtractor>): DynamicModule {
    return {
      module: IngestionModule,
      imports: [DocumentsModule],
      providers: [
        EmbeddingBacklog,
        EmbeddingService,
        EmbeddingStore,
        EmbeddingSweeper,
        FileTextService,
        IngestionService,
        IngestionStore,
        IngestionSweeper,
        { provide: TextExtractor, useClass: extractor },
      ],
      exports: [EmbeddingService, FileTextService, IngestionService],
    };
  }
}
