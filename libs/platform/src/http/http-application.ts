import type { DynamicModule, LoggerService, Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { Express, Response } from 'express';
import { once } from 'node:events';
import { ServerResponse } from 'node:http';
import { AddressInfo, createServer } from 'node:net';
import { SettingsError } from '../config/settings';
import { serveDocs } from './docs/serve-docs';
import type { SurfaceFilter } from './errors/surface.filter';
import { Drain } from './front/drain.service';
import { Front, stampResponse } from './front/front';
import { HttpSettings } from './http.settings';
import { HttpAdapter } from './routing/http.adapter';
import type { Surface } from './surface.decorator';

export interface HttpApplicationOptions {
  /** Words the errors of requests that no surface owns. */
  fallback: SurfaceFilter;
  /** Every API that is served, in the order of the documentation. */
  surfaces: Surface[];
  logger?: LoggerService | false;
  /** Builds the container without its providers, for generating documents. */
  preview?: boolean;
}

/** The Nest application on our router, configured but not listening. */
export async function createHttpApplication(
  module: Type<object> | DynamicModule,
  { fallback, surfaces, logger, preview }: HttpApplicationOptions,
): Promise<NestExpressApplication> {
  const adapter = new HttpAdapter();
  const app = await NestFactory.create<NestExpressApplication>(module, adapter, {
    logger,
    preview,
    bodyParser: false,
    abortOnError: false,
  });
  app.useGlobalFilters(fallback);
  if (preview) return app;
  trustProxies(app);
  adapter.setOnRequestHook(app.get(Front).receive);
  stampEveryResponse(adapter.getInstance<Express>(), app.get(Drain));
  serveDocs(app, surfaces);
  return app;
}

/** Listens on the main port and all extra ones; answers the ports that were taken. */
export async function listen(app: NestExpressApplication): Promise<number[]> {
  const settings = app.get(HttpSettings);
  const drain = app.get(Drain);
  await app.init();
  const server = app.getHttpServer();
  server.keepAliveTimeout = settings.keepAliveSeconds * 1_000;
  server.headersTimeout = server.keepAliveTimeout + 1_000;
  server.requestTimeout = settings.requestTimeoutSeconds * 1_000;
  drain.watch(server);
  await (settings.host ? app.listen(settings.port, settings.host) : app.listen(settings.port));
  // Further ports feed their connections into the same server, which thereby limits and drains them alike.
  const extras = settings.extraPorts.map(async (port) => {
    const extra = createServer((socket) => server.emit('connection', socket));
    extra.listen(Number(port), settings.host);
    await once(extra, 'listening');
    drain.watch(extra);
    return extra;
  });
  return [server, ...(await Promise.all(extras))].map((one) => (one.address() as AddressInfo).port);
}

/** `off`, a number of hops, or a list of addresses and networks, which only the one who parses it can check. */
function trustProxies(app: NestExpressApplication): void {
  const { trustProxy } = app.get(HttpSettings);
  if (trustProxy === 'off') return;
  try {
    app.set('trust proxy', /^\d+$/.test(trustProxy) ? Number(trustProxy) : trustProxy);
  } catch (error) {
    throw new SettingsError([`TRUST_PROXY: ${(error as Error).message}`]);
  }
}

/** Once on the prototype of the responses, instead of a wrapper around each. */
function stampEveryResponse(express: Express, drain: Drain): void {
  const writeHead = ServerResponse.prototype.writeHead as (...args: unknown[]) => ServerResponse;
  Reflect.set(express.response, 'writeHead', function (this: Response, ...args: unknown[]) {
    if (!this.headersSent) stampResponse(this, drain.draining);
    return writeHead.apply(this, args);
  });
}
