import { Module } from '@nestjs/common';
import { EXECUTE_RUNS, INGEST_DOCUMENT, SEND_MAIL } from '@muster/contracts';
import { MailSettings } from '@muster/delivery';
import { DocumentSettings, EmbedderModule } from '@muster/documents';
import { AuditRetentionModule, AuditSettings } from '@muster/governance';
import { IdentitySettings, JobDoorSettings } from '@muster/identity';
import { EmbeddingsService, ModelSettings, ModelsModule } from '@muster/models';
import {
  DatabaseModule,
  HttpModule,
  HttpSettings,
  OutgoingSettings,
  PlatformSettings,
  QueueModule,
  SettingsModule,
  StorageModule,
  StorageSettings,
  TransportModule,
  VaultModule,
  VaultSettings,
} from '@muster/platform';
import { WorkspaceSettings } from '@muster/workspaces';
import { TrailModule } from './audit/trail.module';
import { FrontDoorModule } from './front-door/front-door.module';
import { MaintenanceModule } from './front-door/maintenance.module';
import { AuthModule } from './auth/auth.module';
import { LettersModule } from './letters/letters.module';
import { LetterSettings } from './letters/letter.settings';
import { JobsModule } from './surfaces/jobs/jobs.module';
import { OriginSettings } from './auth/origin.settings';
import { PlansModule } from './surfaces/plans/plans.module';
import { PlatformModule } from './surfaces/platform/platform.module';
import { ProtocolsModule } from './surfaces/protocols/protocols.module';
import { SharedModule } from './surfaces/shared/shared.module';
import { StepsModule } from './surfaces/steps/steps.module';

@Module({
  imports: [
    SettingsModule.forRoot([
      PlatformSettings,
      HttpSettings,
      OriginSettings,
      IdentitySettings,
      JobDoorSettings,
      AuditSettings,
      LetterSettings,
      StorageSettings,
      VaultSettings,
      OutgoingSettings,
      ModelSettings,
      DocumentSettings,
      WorkspaceSettings,
      MailSettings,
    ]),
    DatabaseModule,
    TransportModule,
    VaultModule,
    StorageModule,
    QueueModule.forRoot({ sends: [EXECUTE_RUNS, INGEST_DOCUMENT, SEND_MAIL] }),
    HttpModule,
    EmbedderModule.forRoot({ imports: [ModelsModule], embedder: EmbeddingsService }),
    TrailModule,
    AuditRetentionModule,
    LettersModule,
    FrontDoorModule,
    AuthModule,
    MaintenanceModule,
    PlatformModule,
    PlansModule,
    JobsModule,
    ProtocolsModule,
    StepsModule,
    SharedModule,
  ],
})
export class AppModule {}
