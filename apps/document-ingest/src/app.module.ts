import { Module } from '@nestjs/common';
import { INGEST_DOCUMENT } from '@muster/contracts';
import { DocumentSettings, IngestionModule } from '@muster/documents';
import {
  DatabaseModule,
  PlatformSettings,
  QueueModule,
  SettingsModule,
  StorageModule,
  StorageSettings,
  TransportModule,
} from '@muster/platform';
import { HintsController } from './hints.controller';
import { IngestProcessor } from './ingest.processor';
import { ForkedExtractor } from './parsing/forked-extractor';

@Module({
  imports: [
    SettingsModule.forRoot([PlatformSettings, StorageSettings, DocumentSettings]),
    DatabaseModule,
    StorageModule,
    TransportModule,
    QueueModule.forRoot({ handles: [INGEST_DOCUMENT] }),
    IngestionModule.forRoot(ForkedExtractor),
  ],
  controllers: [HintsController],
  providers: [IngestProcessor],
})
export class AppModule {}
