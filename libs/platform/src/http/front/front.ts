import { Injectable, Logger } from '@nestjs/common';
import type { NextFunction, Request, Response } from 'express';
import { randomUUID } from 'node:crypto';
import { PlatformSettings } from '../../config/platform.settings';
import { logLevel } from '../../logging/log-level';
import { redact } from '../../logging/redaction';
import { workContext } from '../../logging/request-context';
import { beginExchange, Exchange, exchangeOf } from '../exchange';
import { HttpMetrics } from '../../metrics/http-metrics';
import { HttpSettings } from '../http.settings';
import { Cors } from './cors';
import { Drain } from './drain.service';
import { securityHeaders } from './static-headers';

/** What a caller may choose as the id of its request; anything else could not be searched for in a log. */
const REQUEST_ID = /^[\w.:/+=-]{1,128}$/;

type Listener = (request: Request, response: Response, exchange: Exchange) => void;

/** The first to see a request and the last to see its answer. Nothing in here may be slow. */
@Injectable()
export class Front {
  private readonly logger = new Logger('Http');
  private readonly headers = securityHeaders();
  private readonly cors: Cors;
  private readonly listeners: Listener[] = [];

  constructor(
    private readonly settings: HttpSettings,
    private readonly platform: PlatformSettings,
    private readonly metrics: HttpMetrics,
    private readonly drain: Drain,
  ) {
    this.cors = new Cors(settings.corsOrigins);
  }

  /** Calls `listener` after every answer, also one that was cut off. It must not throw. */
  onFinished(listener: Listener): void {
    this.listeners.push(listener);
  }

  readonly receive = (request: Request, response: Response, next: NextFunction): void => {
    const sent = request.headers['x-request-id'];
    const requestId = typeof sent === 'string' && REQUEST_ID.test(sent) ? sent : randomUUID();
    const exchange = beginExchange(request, response, requestId);
    for (const [name, value] of this.headers) response.setHeader(name, value);
    response.setHeader('X-Request-ID', requestId);
    this.drain.enter(response);
    response.on('close', () => {
      this.finish(request, response, exchange);
    });
    if (this.cors.handle(request, response)) return;
    workContext.run({ requestId }, next);
  };

  private finish(request: Request, response: Response, exchange: Exchange): void {
    this.drain.leave(response);
    const milliseconds = performance.now() - exchange.startedAt;
    this.metrics.observe(exchange.endpoint, request.method, response.statusCode, milliseconds / 1_000);
    for (const listener of this.listeners) listener(request, response, exchange);
    const failed = response.statusCode >= 500;
    const lasting = exchange.endpoint && exchange.endpoint.kind !== 'rest';
    const slow = !lasting && milliseconds >= this.settings.slowRequestMs;
    if (failed || slow || logLevel.shows('debug', this.platform.logLevel))
      this.log(failed || slow ? 'warn' : 'debug', request, response, exchange, milliseconds);
  }

  private log(
    level: 'warn' | 'debug',
    request: Request,
    response: Response,
    exchange: Exchange,
    milliseconds: number,
  ): void {
    this.logger[level](`${request.method} ${redact(request.originalUrl)} ${response.statusCode}`, {
      requestId: exchange.requestId,
      milliseconds: Math.round(milliseconds * 10) / 10,
      route: exchange.endpoint?.path,
      surface: exchange.endpoint?.surface,
      userId: exchange.caller?.userId,
      ...(!response.writableFinished && { aborted: true }),
    });
  }
}

/** Called by Node just before the head of an answer is written; `this` is the response. */
export function stampResponse(response: Response, draining: boolean): void {
  const elapsed = performance.now() - exchangeOf(response).startedAt;
  response.setHeader('X-Response-Time', `${elapsed.toFixed(1)}ms`);
  if (draining) response.setHeader('Connection', 'close');
}
