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
    const settings = platformSettings();
    const logger = new BootLogger(name, settings.logLevel);
    const stopTracing = settings.otlpEndpoint ? await startTracing(name, settings.otlpEndpoint) : nothing;
    await start({ logger, settings, stopTracing });
    process.send?.({ ready: true });
  } catch (error) {
    process.stderr.write(`${name}: ${explain(error)}\n`);
    process.exit(1);
  }
}

/** Leaves out what the framework says, at length, about a failure that `boot` explains. */
class BootLogger extends JsonLogger {
  override error(message: unknown, ...rest: unknown[]): void {
    if (rest.at(-1) !== 'ExceptionHandler') super.error(message, ...rest);
  }
}

/** With a bad one the defaults do until the application is created, which names all bad ones together. */
function platformSettings(): PlatformSettings {
  try {
    return loadSettings([PlatformSettings])[0];
  } catch {
    return loadSettings([PlatformSettings], {})[0];
  }
}

/** A failure to start that says all there is to say. */
class BootError extends Error {}

/** Connects to the transport; its own error would not say to what. */
export async function connected(settings: PlatformSettings, connecting: Promise<unknown>): Promise<void> {
  try {
    await connecting;
  } catch (error) {
    const { host } = new URL(settings.redisUrl);
    throw new BootError(`cannot connect to Redis at ${host} (REDIS_URL)`, { cause: error });
  }
}

const nothing = (): Promise<void> => Promise.resolve();

interface SystemError extends Error {
  code?: string;
  address?: string;
  port?: number;
}

/** What an operator has to know about a system call that failed. */
const SYSTEM: Record<string, (error: SystemError) => string> = {
  EADDRINUSE: ({ port }) => `port ${port} is in use`,
  EACCES: ({ message }) => `not allowed: ${message}`,
  ECONNREFUSED: ({ address, port }) => `cannot connect to ${address}:${port}`,
};

/** The one line that tells an operator what to do about it; for what nobody foresaw, where it happened. */
function explain(thrown: unknown): string {
  if (!(thrown instanceof Error)) return String(thrown);
  if (thrown instanceof SettingsError || thrown instanceof BootError) return thrown.message;
  // Attempts on several addresses fail with one error that holds the real ones.
  const [first] = thrown instanceof AggregateError ? (thrown.errors as SystemError[]) : [];
  const error: SystemError = first ?? thrown;
  return SYSTEM[error.code ?? '']?.(error) ?? error.stack ?? error.message;
}
