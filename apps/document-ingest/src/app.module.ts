import { Module } from '@nestjs/common';
import { EMBED_DOCUMENT, INGEST_DOCUMENT } from '@muster/contracts';
import { DocumentSettings, EmbedderModule, IngestionModule } from '@muster/documents';
import { followModels, LiveSettings, LiveSettingsModule } from '@muster/governance';
import { EmbeddingsService, ModelChoice, ModelSettings, ModelsModule } from '@muster/models';
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

/** But for their keys: whoever reads strangers' files has no master key. */
const MODELS = Symbol('models as administrators set them');

@Module({
  imports: [
    SettingsModule.forRoot([PlatformSettings, StorageSettings, ModelSettings, DocumentSettings, OcrSettings]),
    DatabaseModule,
    StorageModule,
    TransportModule,
    LiveSettingsModule,
    QueueModule.forRoot({ handles: [INGEST_DOCUMENT, EMBED_DOCUMENT] }),
    EmbedderModule.forRoot({ imports: [ModelsModule], embedder: EmbeddingsService }),
    ModelsModule,
    IngestionModule.forRoot(ForkedExtractor),
  ],
  controllers: [HintsController],
  providers: [
    EmbedProcessor,
    IngestProcessor,
    { provide: MODELS, inject: [LiveSettings, ModelChoice], useFactory: followModels },
  ],
})
export class AppModule {}
