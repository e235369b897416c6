import { Module } from '@nestjs/common';
import { GovernanceHints } from './governance.hints';
import { LiveSettings } from './live-settings.service';
import { LogLevelEffect } from './log-level.effect';

/** The settings of the installation and those effects that every app has. Needs the database and the transport. */
@Module({
  controllers: [GovernanceHints],
  providers: [LiveSettings, LogLevelEffect],
  exports: [LiveSettings],
})
export class LiveSettingsModule {}
