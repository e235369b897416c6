import { Module } from '@nestjs/common';
import { WorkerWatchModule } from '@muster/agents';
import { SEND_MAIL } from '@muster/contracts';
import { MailDeliveryModule, MailRoute, MailSettings } from '@muster/delivery';
import { followMail, governanceSecrets, LiveSettings, LiveSettingsModule } from '@muster/governance';
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

const MAIL = Symbol('mail as administrators set it');

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
    LiveSettingsModule,
    QueueModule.forRoot({ sends: [SEND_MAIL], handles: [SEND_MAIL] }),
    MailDeliveryModule,
    MailChannelModule,
    WorkspaceHousekeepingModule,
    WorkerWatchModule,
  ],
  providers: [{ provide: MAIL, inject: [LiveSettings, MailRoute], useFactory: followMail }],
})
export class AppModule {}
