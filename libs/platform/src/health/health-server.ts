import { Injectable, OnApplicationShutdown } from '@nestjs/common';
import { once } from 'node:events';
import { createServer, IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Metrics } from '../metrics/metrics';
import { Readiness } from './readiness.service';

/** `/health/live`, `/health/ready` and `/metrics` of an app that serves nothing else over HTTP. */
@Injectable()
export class HealthServer implements OnApplicationShutdown {
  private server?: Server;

  constructor(
    private readonly readiness: Readiness,
    private readonly metrics: Metrics,
  ) {}

  /** Answers the port that was taken; 0 takes any. */
  async listen(port: number): Promise<number> {
    this.server = createServer((request, response) => {
      this.answer(request, response).catch((error: Error) => {
        send(response, 500, 'text/plain', error.message);
      });
    });
    this.server.listen(port);
    await once(this.server, 'listening');
    return (this.server.address() as AddressInfo).port;
  }

  onApplicationShutdown(): void {
    this.server?.close();
    this.server?.closeAllConnections();
  }

  private async answer({ url, headers }: IncomingMessage, response: ServerResponse): Promise<void> {
    switch (url?.split('?', 1)[0]) {
      case '/health':
      case '/health/live':
        return send(response, 200, 'application/json', '{"status":"ok"}');
      case '/ready':
      case '/health/ready': {
        const { ready, report } = await this.readiness.report();
        return send(response, ready ? 200 : 503, 'application/json', JSON.stringify(report));
      }
      case '/metrics': {
        const { type, text } = await this.metrics.expose(headers.accept);
        return send(response, 200, type, text);
      }
      default:
        return send(response, 404, 'application/json', '{"message":"not found"}');
    }
  }
}

function send(response: ServerResponse, status: number, type: string, body: string): void {
  response.writeHead(status, { 'Content-Type': type, 'Cache-Control': 'no-store' }).end(body);
}
