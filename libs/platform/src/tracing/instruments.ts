import type { InstrumentationBase, InstrumentationModuleDefinition } from '@opentelemetry/instrumentation';
import type { TracerProvider } from '@opentelemetry/api';
import Redis from 'ioredis';
import http, { IncomingMessage } from 'node:http';
import pg from 'pg';

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
    new HttpInstrumentation({ enabled: false, ignoreIncomingRequestHook }),
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

function takeOff({ name, unpatch }: InstrumentationModuleDefinition): void {
  unpatch?.(LIBRARIES[name]);
}
