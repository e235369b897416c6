import { Module } from '@nestjs/common';
import { IdentitySettings } from '@muster/identity';
import {
  DatabaseModule,
  HttpModule,
  HttpSettings,
  PlatformSettings,
  QueueModule,
  SettingsModule,
  TransportModule,
} from '@muster/platform';
import { AuthModule } from './auth/auth.module';
import { SharedModule } from './surfaces/shared/shared.module';

@Module({
  imports: [
    SettingsModule.forRoot([PlatformSettings, HttpSettings, IdentitySettings]),
    DatabaseModule,
    TransportModule,
    QueueModule.forRoot({}),
    HttpModule,
    AuthModule,
    SharedModule,
  ],
})
export class GatewayModule {}
