import { Module } from '@nestjs/common';
import { MailRoute } from '@muster/delivery';
import { ConfigurationModule, followMail, LiveSettings } from '@muster/governance';
import { SettingsHealth } from './settings-health';
import { SettingsController } from './settings.controller';

const MAIL = Symbol('mail as administrators set it');

@Module({
  imports: [ConfigurationModule],
  controllers: [SettingsController],
  providers: [
    SettingsHealth,
    MailRoute,
    { provide: MAIL, inject: [LiveSettings, MailRoute], useFactory: followMail },
  ],
})
export class SettingsModule {}
