import { Module } from '@nestjs/common';
import { EMBED_DOCUMENT, INGEST_DOCUMENT } from '@muster/contracts';
import { DocumentSettings, EmbedderModule, IngestionModule } from '@muster/documents';
import { EmbeddingsService, ModelSettings, ModelsModule } from '@muster/models';
import {
  DatabaseModule,
  PlatformSettings,
  QueueModule,
  SettingsModule,
  StorageModule,
  StorageSettings,
  TransportModule,
} from '@muster/platform';
import { EmbedProcessor } from './embed.processor';
import { HintsController } from './hints.controller';
import { IngestProcessor } from './ingest.processor';
import { OcrSettings } from './ocr/ocr.settings';
import { ForkedExtractor } from './parsing/forked-extractor';

@Module({
  imports: [
    SettingsModule.forRoot([PlatformSettings, StorageSettings, ModelSettings, DocumentSettings, OcrSettings]),
    DatabaseModule,
    StorageModule,
    TransportModule,
    QueueModule.forRoot({ handles: [INGEST_DOCUMENT, EMBED_DOCUMENT] }),
    EmbedderModule.forRoot({ imports: [ModelsModule], embedder: EmbeddingsService }),
    IngestionModule.forRoot(ForkedExtractor),
  ],
  controllers: [HintsController],
  providers: [EmbedProcessor, IngestProcessor],
})
export class AppModule {}
