import { StreamableFile } from '@nestjs/common';
import { ExpressAdapter } from '@nestjs/platform-express';
import type { NextFunction, Request, Response } from 'express';
import { DomainError } from '../../errors/domain.errors';
import { Endpoint, endpointOf } from '../endpoint.decorator';
import { exchangeOf } from '../exchange';
import { changesSomething, derivedAuditName } from './audit-name';
import { RouteTable } from './route-table';

type Handler = (request: Request, response: Response, next: NextFunction) => unknown;

interface Route {
  pattern: string;
  handler: Handler;
  endpoint?: Endpoint;
}

/** Parameters that are told apart by their form, because another route claims the same place. */
const CONSTRAINTS = { sha: /^[0-9a-f]{7,64}$/, port: /^\d{1,5}$/ };

/** HEAD and OPTIONS follow from the others. */
const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];

/** Nest notes the path of each handler under this name and copies it to the function it registers. */
const NEST_PATH = 'path';

/**
 * Nest's Express adapter with a route table in place of Express's list, which tries every pattern in turn:
 * with hundreds of routes that alone costs more than the handler. The table also knows, for a path, its other
 * methods (405), and makes the order of controllers irrelevant.
 */
export class HttpAdapter extends ExpressAdapter {
  readonly routes = new RouteTable<Route>(CONSTRAINTS);
  /** Every route that says of itself what it is, once for each of its paths. */
  readonly declared: { method: string; path: string; endpoint: Endpoint }[] = [];
  private readonly undeclared: string[] = [];
  private readonly unnamed: string[] = [];
  private dispatching = false;

  constructor() {
    super();
    this.disable('x-powered-by');
    // Nothing here may be cached, so hashing every answer would be for nothing.
    this.disable('etag');
    for (const method of METHODS)
      Reflect.set(this, method.toLowerCase(), (path: string, handler: Handler) => {
        this.route(method, path, handler);
      });
    Reflect.set(this, 'all', (path: string, handler: Handler) => {
      for (const method of METHODS) this.route(method, path, handler);
    });
  }

  /** Patterns are the table's, not Express's. */
  override normalizePath(path: string): string {
    return path;
  }

  /**
   * Answers an object as JSON without Express, which first looks for what no answer of ours has: validators, another
   * charset, settings of the format.
   */
  override reply(response: Response, body: unknown, statusCode?: number): unknown {
    if (!isPlain(body) || response.hasHeader('Content-Type'))
      return super.reply(response, body, statusCode) as unknown;
    if (statusCode) response.status(statusCode);
    response.setHeader('Content-Type', 'application/json; charset=utf-8');
    return response.end(JSON.stringify(body));
  }

  /** Nest calls this when every route is registered. */
  override setNotFoundHandler(handler: Parameters<ExpressAdapter['setNotFoundHandler']>[0]) {
    if (this.undeclared.length > 0)
      throw new Error(`routes without @Endpoint or @Surface: ${this.undeclared.join(', ')}`);
    if (this.unnamed.length > 0)
      throw new Error(
        `routes that change something and have no name in the audit trail: ${this.unnamed.join(', ')}`,
      );
    return super.setNotFoundHandler(handler);
  }

  /** Registers a handler; Nest does it through `get`, `post` and the like. */
  route(method: string, path: string, handler: Handler): void {
    if (!this.dispatching) this.use(this.dispatch);
    this.dispatching = true;
    const endpoint = endpointOf(handler);
    if (endpoint) this.declare(method, path, endpoint);
    if (Reflect.hasMetadata(NEST_PATH, handler) && !endpoint?.surface)
      this.undeclared.push(`${method} ${path}`);
    this.routes.add(method, path, { pattern: path, handler, endpoint });
  }

  private declare(method: string, path: string, endpoint: Endpoint): void {
    endpoint.path ??= path;
    endpoint.audit ??= derivedAuditName(method, path, endpoint);
    this.declared.push({ method, path, endpoint });
    if (endpoint.audit === undefined && changesSomething(method)) this.unnamed.push(`${method} ${path}`);
  }

  private readonly dispatch: Handler = (request, response, next) => {
    const head = request.method === 'HEAD';
    const path = pathOf(request);
    const match = this.routes.find(head ? 'GET' : request.method, path);
    // A stream has no end that a HEAD could wait for.
    if (!match || (head && match.value.endpoint && match.value.endpoint.kind !== 'rest'))
      return void this.refuse(request, response, path, next);
    request.params = match.params;
    exchangeOf(request).endpoint = match.value.endpoint;
    return match.value.handler(request, response, next);
  };

  private refuse(request: Request, response: Response, path: string, next: NextFunction): void {
    const methods = this.routes.methodsOf(path);
    if (methods.length === 0) return next();
    const head = methods.includes('GET') && request.method !== 'HEAD' ? ['HEAD'] : [];
    response.setHeader('Allow', [...methods, ...head, 'OPTIONS'].join(', '));
    if (request.method === 'OPTIONS') return void response.status(204).end();
    next(new DomainError('not_found', `${request.method} is not possible here`, { reason: 'method' }));
  }
}

const isPlain = (body: unknown): body is object =>
  typeof body === 'object' && body !== null && !(body instanceof StreamableFile) && !(body instanceof Error);

const pathOf = (request: Request): string => {
  const { url } = request;
  if (url[0] !== '/') return request.path;
  const query = url.indexOf('?');
  return query === -1 ? url : url.slice(0, query);
};
