import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { toNodeHandler } from '@modelcontextprotocol/node';
import { createMcpHandler } from '@modelcontextprotocol/server';
import { RUN_SOURCES } from '@muster/testing';
import { testServer } from './test-server';

/** What a test server wrote down of what it did. */
export class Logbook {
  readonly path = join(tmpdir(), `muster-mcp-${randomUUID()}`);

  get lines(): string[] {
    return existsSync(this.path) ? readFileSync(this.path, 'utf8').split('\n').filter(Boolean) : [];
  }
}

/** The description of a test server that runs as a program. */
export const program = (env: Record<string, string> = {}, more: object = {}): object => ({
  command: process.execPath,
  args: [...RUN_SOURCES, join(__dirname, 'test-server.main.ts')],
  env,
  ...more,
});

/** A test server that is reached over HTTP. */
export class RemoteServer {
  readonly headers: IncomingHttpHeaders[] = [];
  /** Answers so instead of doing anything. */
  refusal?: number;
  /** Knows so many callers no longer. */
  forgets = 0;

  private constructor(
    readonly url: string,
    readonly close: () => Promise<void>,
  ) {}

  static async start(log: string, secret = 'nothing secret'): Promise<RemoteServer> {
    const around = { log, secret, env: {}, pid: 0, exit: () => undefined };
    const handler = createMcpHandler(() => testServer(around));
    const handle = toNodeHandler(handler);
    const server = createServer((request, response) => {
      remote.headers.push(request.headers);
      if (remote.refusal) response.writeHead(remote.refusal).end('no');
      else if (remote.forgets > 0) response.writeHead(404, String((remote.forgets -= 1))).end();
      else void handle(request, response);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/mcp`;
    const remote: RemoteServer = new RemoteServer(url, async () => {
      await handler.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    });
    return remote;
  }
}
