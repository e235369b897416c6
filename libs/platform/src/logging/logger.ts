import { LoggerService } from '@nestjs/common';
import pino, { Logger as PinoLogger } from 'pino';
import { logLevel } from './log-level';
import { redact } from './redaction';
import { workContext } from './request-context';

/** Parts of the framework that list every module and route at each boot. */
const FRAMEWORK = new Set<unknown>([
  'InstanceLoader',
  'RoutesResolver',
  'RouterExplorer',
  'NestFactory',
  'Server',
]);

/**
 * Nest's logger on pino: one JSON object a line on stdout, with the ids of the work at hand, secrets masked.
 * Usage stays Nest's own: `new Logger(SomeService.name).warn('message', { details })`.
 */
export class JsonLogger implements LoggerService {
  private readonly pino: PinoLogger;

  constructor(app: string, level: string) {
    this.pino = pino({
      level,
      base: { app },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      mixin: () => workContext.getStore() ?? {},
      hooks: { streamWrite: redact },
    });
    logLevel.onOverride((override) => {
      this.pino.level = override ?? level;
    });
  }

  log(message: unknown, ...rest: unknown[]): void {
    this.write(FRAMEWORK.has(rest.at(-1)) ? 'debug' : 'info', message, rest);
  }

  error(message: unknown, ...rest: unknown[]): void {
    this.write('error', message, rest);
  }

  warn(message: unknown, ...rest: unknown[]): void {
    this.write('warn', message, rest);
  }

  debug(message: unknown, ...rest: unknown[]): void {
    this.write('debug', message, rest);
  }

  verbose(message: unknown, ...rest: unknown[]): void {
    this.write('trace', message, rest);
  }

  fatal(message: unknown, ...rest: unknown[]): void {
    this.write('fatal', message, rest);
  }

  private write(level: pino.Level, message: unknown, rest: unknown[]): void {
    const context = typeof rest.at(-1) === 'string' ? rest.pop() : undefined;
    const err = message instanceof Error ? message : rest.find((item) => item instanceof Error);
    const details = rest.find((item) => typeof item === 'object' && !(item instanceof Error));
    const stack = rest.find((item) => typeof item === 'string');
    this.pino[level](
      { context, ...(details as object | undefined), ...(err && { err }), ...(stack && { stack }) },
      text(message),
    );
  }
}

const text = (message: unknown): string => {
  if (message instanceof Error) return message.message;
  return typeof message === 'string' ? message : JSON.stringify(message);
};
