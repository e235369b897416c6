import { Module } from '@nestjs/common';
import { SEND_MAIL } from '@muster/contracts';
import { MailSettings } from '@muster/delivery';
import { governanceSecrets } from '@muster/governance';
import { identitySecrets } from '@muster/identity';
import {
  DatabaseModule,
  KeyRotationModule,
  PlatformSettings,
  QueueModule,
  SettingsModule,
  StorageModule,
  StorageSettings,
  TransportModule,
  VaultModule,
  VaultSettings,
} from '@muster/platform';
import { WorkspaceHousekeepingModule, WorkspaceSettings } from '@muster/workspaces';
import { MailChannelModule } from './channels/mail-channel.module';

/** Tells people and other programs what happened, and tidies up what has to be done once for all apps. */
@Module({
  imports: [
    SettingsModule.forRoot([
      PlatformSettings,
      StorageSettings,
      VaultSettings,
      WorkspaceSettings,
      MailSettings,
    ]),
    DatabaseModule,
    VaultModule,
    KeyRotationModule.of([...identitySecrets, ...governanceSecrets]),
    StorageModule,
    TransportModule,
    QueueModule.forRoot({ sends: [SEND_MAIL], handles: [SEND_MAIL] }),
    MailChannelModule,
    WorkspaceHousekeepingModule,
  ],
})
export class AppModule {}
