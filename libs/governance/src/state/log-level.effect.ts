import { Injectable, Logger, OnModuleInit } from '@nestjs/common';
import { logLevel } from '@muster/platform';
import { LiveSettings } from './live-settings.service';

const LEVELS: Record<string, string> = { DEBUG: 'debug', INFO: 'info', WARNING: 'warn', ERROR: 'error' };

/** As which level of the setting one of `LOG_LEVEL` is shown. */
export const shownLogLevel = (level: string): string =>
  ({ trace: 'DEBUG', debug: 'DEBUG', info: 'INFO', warn: 'WARNING' })[level] ?? 'ERROR';

/** How much is logged: what administrators set, and until they do what `LOG_LEVEL` says. */
@Injectable()
export class LogLevelEffect implements OnModuleInit {
  private readonly logger = new Logger('Settings');

  constructor(private readonly live: LiveSettings) {}

  onModuleInit(): void {
    this.live.on('general.log_level', (value) => {
      const level = value === undefined ? undefined : LEVELS[value];
      if (!logLevel.override(level)) return;
      this.logger.log(`log level: ${level ?? 'as LOG_LEVEL says'}`);
    });
  }
}
