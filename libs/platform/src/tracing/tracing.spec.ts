import { once } from 'node:events';
import { createServer, get, IncomingMessage, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type Redis from 'ioredis';
import { Client } from 'pg';
import { testDatabase, testRedis } from '@muster/testing';
import { redisClient } from '../queue/redis-client';
import { nameRequestSpan, startTracing, traced } from './tracing';

interface SentSpan {
  name: string;
  spanId: string;
  parentSpanId?: string;
  traceId: string;
  attributes: { key: string; value: { stringValue?: string } }[];
  status: { code?: number };
}

interface Export {
  resourceSpans: { scopeSpans: { spans: SentSpan[] }[] }[];
}

/** The least of an OTLP collector: keeps every span it is sent. */
class Collector {
  readonly spans: SentSpan[] = [];
  private readonly server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const sent = JSON.parse(Buffer.concat(chunks).toString()) as Export;
      this.spans.push(...sent.resourceSpans.flatMap((r) => r.scopeSpans.flatMap(({ spans }) => spans)));
      response.setHeader('Content-Type', 'application/json').end('{}');
    });
  });

  async start(): Promise<string> {
    return start(this.server);
  }

  span(name: string): SentSpan {
    const found = this.spans.find((span) => span.name === name);
    if (!found) throw new Error(`no span ${name} among ${this.spans.map((span) => span.name).join(', ')}`);
    return found;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }
}

async function start(server: Server): Promise<string> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const cleanUps: (() => unknown)[] = [];

afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

async function tracingInto(): Promise<{ collector: Collector; flush: () => Promise<void> }> {
  const collector = new Collector();
  const endpoint = await collector.start();
  cleanUps.push(() => collector.stop());
  const flush = await startTracing('spec', endpoint);
  return { collector, flush };
}

async function connections(): Promise<{ client: Client; redis: Redis }> {
  const database = await testDatabase();
  cleanUps.push(() => database.close());
  const client = new Client({ connectionString: database.url });
  await client.connect();
  cleanUps.push(() => client.end());
  const redis = redisClient((await testRedis()).url);
  cleanUps.push(() => redis.disconnect());
  return { client, redis };
}

describe('tracing', () => {
  it('is a plain call while it is off', async () => {
    await expect(traced('nothing', {}, () => Promise.resolve(7))).resolves.toBe(7);
    expect(() => {
      nameRequestSpan('GET', '/x');
    }).not.toThrow();
  });

  it('sends a tree of spans from a request down to the statement and the command it caused', async () => {
    const { collector, flush } = await tracingInto();
    const { client, redis } = await connections();
    const server = createServer((_request, response) => {
      nameRequestSpan('GET', '/things/:id');
      void traced('think', { depth: 2 }, async () => {
        await client.query('SELECT 1');
        await redis.ping();
        response.end('done');
      });
    });
    const url = await start(server);
    cleanUps.push(() => server.close());
    const [response] = (await once(get(`${url}/things/7`), 'response')) as [IncomingMessage];
    await once(response.resume(), 'end');
    await flush();

    const served = collector.span('GET /things/:id');
    const think = collector.span('think');
    expect(think.parentSpanId).toBe(served.spanId);
    expect(collector.spans.filter(({ parentSpanId }) => parentSpanId === think.spanId)).toEqual([
      expect.objectContaining({ traceId: served.traceId, name: expect.stringContaining('pg.query:SELECT') }),
      expect.objectContaining({ traceId: served.traceId, name: 'ping' }),
    ]);
    expect(served.attributes).toContainEqual({ key: 'http.route', value: { stringValue: '/things/:id' } });
  });

  it('tells no token that stood in an address', async () => {
    const { collector, flush } = await tracingInto();
    const server = createServer((_request, response) => {
      nameRequestSpan('GET', '/shared');
      response.end('done');
    });
    const url = await start(server);
    cleanUps.push(() => server.close());
    const share = `sh_${'x'.repeat(43)}`;
    const [response] = (await once(
      get(`${url}/api/share/${share}/events?from=start&token=very-secret`),
      'response',
    )) as [IncomingMessage];
    await once(response.resume(), 'end');
    await flush();
    const told = JSON.stringify(collector.spans);
    expect(told).toContain('/api/share/[redacted]/events');
    expect(told).toContain('from=start&token=[redacted]');
    expect(told).not.toMatch(/very-secret|sh_x/);
  });

  it('marks the span of failed work and hands the error on', async () => {
    const { collector, flush } = await tracingInto();
    await expect(traced('break', {}, () => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
    await flush();
    expect(collector.span('break').status.code).toBe(2);
  });
});
