import type { InstrumentationBase, InstrumentationModuleDefinition } from '@opentelemetry/instrumentation';
import type { Span, TracerProvider } from '@opentelemetry/api';
import Redis from 'ioredis';
import http, { IncomingMessage } from 'node:http';
import pg from 'pg';
import { redact } from '../logging/redaction';

/** Asked for all the time; their spans would bury the others. */
const UNTRACED = /^\/(api\/v1\/)?(health|metrics|ready)\b/;

/** The libraries by the names that the instruments know them by. They are loaded already: patched in place. */
const LIBRARIES: Record<string, unknown> = { http, pg, ioredis: Redis };

/**
 * Puts spans around requests in and out, statements and commands. Done by hand instead of by hooks on `require`,
 * so that it does not matter what was imported when. Answers what takes them off again.
 */
export async function instrument(provider: TracerProvider): Promise<() => void> {
  const [{ HttpInstrumentation }, { PgInstrumentation }, { IORedisInstrumentation }] = await Promise.all([
    import('@opentelemetry/instrumentation-http'),
    import('@opentelemetry/instrumentation-pg'),
    import('@opentelemetry/instrumentation-ioredis'),
  ]);
  const ignoreIncomingRequestHook = ({ url = '' }: IncomingMessage): boolean => UNTRACED.test(url);
  const instruments: InstrumentationBase[] = [
    new HttpInstrumentation({ enabled: false, ignoreIncomingRequestHook, requestHook: hideCredentials }),
    new PgInstrumentation({ enabled: false, requireParentSpan: true }),
    new IORedisInstrumentation({ enabled: false, requireParentSpan: true }),
  ];
  for (const one of instruments) one.setTracerProvider(provider);
  const definitions = instruments
    .flatMap((one) => one.getModuleDefinitions())
    .filter(({ name }) => name in LIBRARIES);
  for (const definition of definitions) definition.patch?.(LIBRARIES[definition.name]);
  return () => {
    definitions.forEach(takeOff);
  };
}

/** Addresses may hold tokens, in their query and in their path. */
function hideCredentials(span: Span): void {
  const { attributes = {} } = span as Span & { attributes?: Record<string, unknown> };
  for (const [name, value] of Object.entries(attributes))
    if (typeof value !== 'string') continue;
    else if (name === 'url.query') span.setAttribute(name, redact(`?${value}`).slice(1));
    else span.setAttribute(name, redact(value));
}

function takeOff({ name, unpatch }: InstrumentationModuleDefinition): void {
  unpatch?.(LIBRARIES[name]);
}
