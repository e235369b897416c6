import type { Attributes, Span, Tracer } from '@opentelemetry/api';
import { instrument } from './instruments';

/** `SpanStatusCode.ERROR`, without loading the library for it. */
const FAILED = 2;

interface Tracing {
  tracer: Tracer;
  activeSpan: () => Span | undefined;
}

let tracing: Tracing | undefined;

/**
 * Starts sending spans to an OTLP collector over HTTP: requests in and out, statements to Postgres, commands to
 * Redis, and what `traced` wraps. The libraries are loaded only here. Answers what flushes and stops it.
 */
export async function startTracing(service: string, endpoint: string): Promise<() => Promise<void>> {
  const [api, { W3CTraceContextPropagator }, sdk, hooks, resources, exporter] = await Promise.all([
    import('@opentelemetry/api'),
    import('@opentelemetry/core'),
    import('@opentelemetry/sdk-trace'),
    import('@opentelemetry/context-async-hooks'),
    import('@opentelemetry/resources'),
    import('@opentelemetry/exporter-trace-otlp-http'),
  ]);
  const url = `${endpoint.replace(/\/+$/, '')}/v1/traces`;
  const provider = new sdk.TracerProvider({
    resource: resources.resourceFromAttributes({ 'service.name': service, 'service.namespace': 'muster' }),
    spanProcessors: [new sdk.BatchSpanProcessor({ exporter: new exporter.OTLPTraceExporter({ url }) })],
  });
  api.context.setGlobalContextManager(new hooks.AsyncLocalStorageContextManager().enable());
  api.propagation.setGlobalPropagator(new W3CTraceContextPropagator());
  const takeOffInstruments = await instrument(provider);
  tracing = { tracer: provider.getTracer('muster'), activeSpan: () => api.trace.getActiveSpan() };
  return async () => {
    tracing = undefined;
    takeOffInstruments();
    await provider.shutdown();
    api.propagation.disable();
    api.context.disable();
  };
}

/** Runs `work` inside a span. With tracing off it is a plain call. */
export function traced<T>(name: string, attributes: Attributes, work: () => Promise<T>): Promise<T> {
  return tracing ? inSpan(tracing.tracer, name, attributes, work) : work();
}

/** Names the span of the request being served after its route, so that ids do not make a name each. */
export function nameRequestSpan(method: string, route: string): void {
  if (!tracing) return;
  const span = tracing.activeSpan();
  span?.updateName(`${method} ${route}`);
  span?.setAttribute('http.route', route);
}

function inSpan<T>(tracer: Tracer, name: string, attributes: Attributes, work: () => Promise<T>): Promise<T> {
  return tracer.startActiveSpan(name, { attributes }, async (span) => {
    try {
      return await work();
    } catch (error) {
      span.recordException(error as Error);
      span.setStatus({ code: FAILED });
      throw error;
    } finally {
      span.end();
    }
  });
}
