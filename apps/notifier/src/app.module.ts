import { Module } from '@nestjs/common';
import {
  DatabaseModule,
  PlatformSettings,
  QueueModule,
  SettingsModule,
  TransportModule,
} from '@muster/platform';

/** Tells people and other programs what happened. */
@Module({
  imports: [
    SettingsModule.forRoot([PlatformSettings]),
    DatabaseModule,
    TransportModule,
    QueueModule.forRoot({}),
  ],
})
export class NotifierModule {}
