import { Module } from '@nestjs/common';
import { TaskSchedulingModule } from '@muster/agents';
import { EXECUTE_RUNS, INGEST_DOCUMENT, SEND_MAIL } from '@muster/contracts';
import { DocumentSettings, EmbedderModule } from '@muster/documents';
import { LiveSettingsModule } from '@muster/governance';
import { EmbeddingsService, ModelSettings, ModelsModule } from '@muster/models';
import {
  DatabaseModule,
  PlatformSettings,
  QueueModule,
  SettingsModule,
  StorageModule,
  StorageSettings,
  TransportModule,
  VaultModule,
  VaultSettings,
} from '@muster/platform';
import { RunEngineModule } from '@muster/runs';
import { WorkspaceSettings } from '@muster/workspaces';
import { ActionsListener } from './actions.listener';
import { SettingEffects } from './setting-effects';
import { PROGRAMS } from './programs/programs';
import { CodeToolsModule } from './tools/code/code-tools.module';
import { TOOL_SETTINGS, ToolsModule } from './tools/tools.module';
import { TurnsModule } from './turns/turns.module';

@Module({
  imports: [
    SettingsModule.forRoot([
      PlatformSettings,
      StorageSettings,
      VaultSettings,
      ModelSettings,
      DocumentSettings,
      WorkspaceSettings,
      ...TOOL_SETTINGS,
    ]),
    DatabaseModule,
    VaultModule,
    StorageModule,
    TransportModule,
    LiveSettingsModule,
    QueueModule.forRoot({ sends: [INGEST_DOCUMENT, SEND_MAIL], handles: [EXECUTE_RUNS] }),
    EmbedderModule.forRoot({ imports: [ModelsModule], embedder: EmbeddingsService }),
    ModelsModule,
    CodeToolsModule,
    ToolsModule,
    TaskSchedulingModule,
    RunEngineModule.forRoot({ imports: [TurnsModule], ...PROGRAMS }),
  ],
  controllers: [ActionsListener],
  providers: [SettingEffects],
})
export class AppModule {}
