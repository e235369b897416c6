import { Module } from '@nestjs/common';
import { ConfigurationModule } from '@muster/governance';
import { SettingsHealth } from './settings-health';
import { SettingsController } from './settings.controller';

@Module({ imports: [ConfigurationModule], controllers: [SettingsController], providers: [SettingsHealth] })
export class SettingsModule {}
