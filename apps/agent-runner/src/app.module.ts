import { Module } from '@nestjs/common';
import { EXECUTE_RUNS, INGEST_DOCUMENT, SEND_MAIL } from '@muster/contracts';
import { DocumentSettings, EmbedderModule } from '@muster/documents';
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
import { RunEngineModule } from '@muster/runs';
import { WorkspaceSettings } from '@muster/workspaces';
import { ActionsListener } from './actions.listener';
import { PROGRAMS } from './programs/programs';
import { TOOL_SETTINGS, ToolsModule } from './tools/tools.module';
import { TurnsModule } from './turns/turns.module';

@Module({
  imports: [
    SettingsModule.forRoot([
      PlatformSettings,
      StorageSettings,
      ModelSettings,
      DocumentSettings,
      WorkspaceSettings,
      ...TOOL_SETTINGS,
    ]),
    DatabaseModule,
    StorageModule,
    TransportModule,
    QueueModule.forRoot({ sends: [INGEST_DOCUMENT, SEND_MAIL], handles: [EXECUTE_RUNS] }),
    EmbedderModule.forRoot({ imports: [ModelsModule], embedder: EmbeddingsService }),
    ToolsModule,
    RunEngineModule.forRoot({ imports: [TurnsModule], ...PROGRAMS }),
  ],
  controllers: [ActionsListener],
})
export class AppModule {}
