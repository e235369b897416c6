import { LoggerService } from '@nestjs/common';
import { PlatformSettings } from '../config/platform.settings';
import { loadSettings, SettingsError } from '../config/settings';
import { JsonLogger } from '../logging/logger';
import { startTracing } from '../tracing/tracing';

export interface Booted {
  logger: LoggerService;
  settings: PlatformSettings;
  /** Flushes what tracing still holds. */
  stopTracing: () => Promise<void>;
}

/**
 * Boots one app as a process: logger and tracing first, then `start`, then the word to whoever forked it. What
 * goes wrong on the way ends the process with one clear line.
 */
export async function boot(name: string, start: (booted: Booted) => Promise<void>): Promise<void> {
  try {
    const [settings] = loadSettings([PlatformSettings]);
    const logger = new JsonLogger(name, settings.logLevel);
    const stopTracing = settings.otlpEndpoint ? await startTracing(name, settings.otlpEndpoint) : nothing;
    await start({ logger, settings, stopTracing });
    process.send?.({ ready: true });
  } catch (error) {
    process.stderr.write(`${name}: ${explain(error)}\n`);
    process.exit(1);
  }
}

const nothing = (): Promise<void> => Promise.resolve();

interface SystemError extends Error {
  code?: string;
  address?: string;
  port?: number;
  errors?: Error[];
}

/** The one line that tells an operator what to do about it. */
export function explain(thrown: unknown): string {
  if (!(thrown instanceof Error)) return String(thrown);
  if (thrown instanceof SettingsError) return thrown.message;
  const error = thrown as SystemError;
  const place = [error.address, error.port].filter((part) => part !== undefined).join(':');
  switch (error.code) {
    case 'EADDRINUSE':
      return `port ${error.port} is in use`;
    case 'EACCES':
      return `not allowed: ${error.message}`;
    case 'ECONNREFUSED':
      return `cannot connect to ${place || (error.errors?.[0]?.message ?? error.message)}`;
    default:
      return error.stack ?? error.message;
  }
}
