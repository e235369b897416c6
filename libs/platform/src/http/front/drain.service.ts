import { BeforeApplicationShutdown, Injectable, Logger } from '@nestjs/common';
import type { Response } from 'express';
import { Server } from 'node:http';
import type { Server as SocketServer } from 'node:net';
import { Metrics } from '../../metrics/metrics';
import { exchangeOf } from '../exchange';
import { HttpSettings } from '../http.settings';

/** How often, while draining, the number of open requests is looked at. */
const POLL_MS = 20;

/**
 * Leaving without dropping anybody: stop accepting, end the streams (their clients reconnect elsewhere and
 * resume), let requests in flight finish, then let the application close. `ready` turns false at once.
 */
@Injectable()
export class Drain implements BeforeApplicationShutdown {
  private readonly logger = new Logger(Drain.name);
  private readonly open = new Set<Response>();
  private readonly listeners: SocketServer[] = [];
  draining = false;

  constructor(
    private readonly settings: HttpSettings,
    metrics: Metrics,
  ) {
    metrics.family({
      name: 'http_requests_in_flight',
      help: 'Requests being served, streams included',
      type: 'gauge',
      values: () => [{ labels: {}, value: this.open.size }],
    });
  }

  watch(listener: Server | SocketServer): void {
    this.listeners.push(listener);
  }

  enter(response: Response): void {
    this.open.add(response);
  }

  leave(response: Response): void {
    this.open.delete(response);
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.draining = true;
    for (const listener of this.listeners) listener.close();
    const deadline = Date.now() + this.settings.drainSeconds * 1_000;
    while (this.open.size > 0 && Date.now() < deadline) {
      this.endStreams();
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
    if (this.open.size > 0) this.logger.warn(`${this.open.size} requests were cut off`);
    for (const response of this.open) response.destroy();
    // What is still connected asks for nothing, and closing the server would wait for it.
    for (const listener of this.listeners) if (listener instanceof Server) listener.closeAllConnections();
  }

  private endStreams(): void {
    for (const response of this.open) {
      const { endpoint } = exchangeOf(response);
      if (endpoint && endpoint.kind !== 'rest' && response.headersSent) response.end();
    }
  }
}
