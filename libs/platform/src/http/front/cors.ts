import type { Request, Response } from 'express';

const EXPOSED = [
  'X-Request-ID',
  'X-Response-Time',
  'X-RateLimit-Limit',
  'X-RateLimit-Remaining',
  'X-RateLimit-Reset',
  'RateLimit-Limit',
  'RateLimit-Remaining',
  'RateLimit-Reset',
  'Retry-After',
  'Content-Disposition',
  'Location',
  'Link',
  'X-Next-Cursor',
  'Idempotency-Replayed',
  'Allow',
].join(', ');

const METHODS = 'GET, HEAD, POST, PUT, PATCH, DELETE';
const PREFLIGHT_SECONDS = '600';

/** One policy for all surfaces. Cookies are allowed to origins that are listed by name only. */
export class Cors {
  private readonly any: boolean;
  private readonly origins: Set<string>;

  constructor(origins: string[]) {
    this.any = origins.includes('*');
    this.origins = new Set(origins);
  }

  /** Whether it was a preflight, and thereby is answered. */
  handle(request: Request, response: Response): boolean {
    const { origin } = request.headers;
    if (origin === undefined) return false;
    if (!this.any) response.vary('Origin');
    const listed = this.origins.has(origin);
    if (listed || this.any) this.allow(response, listed ? origin : '*', listed);
    if (request.method !== 'OPTIONS' || !request.headers['access-control-request-method']) return false;
    this.answerPreflight(request, response);
    return true;
  }

  private allow(response: Response, origin: string, credentials: boolean): void {
    response.setHeader('Access-Control-Allow-Origin', origin);
    response.setHeader('Access-Control-Expose-Headers', EXPOSED);
    if (credentials) response.setHeader('Access-Control-Allow-Credentials', 'true');
  }

  private answerPreflight(request: Request, response: Response): void {
    const wanted = request.headers['access-control-request-headers'];
    response.vary('Access-Control-Request-Headers');
    if (response.hasHeader('Access-Control-Allow-Origin')) {
      response.setHeader('Access-Control-Allow-Methods', METHODS);
      if (wanted) response.setHeader('Access-Control-Allow-Headers', wanted);
      response.setHeader('Access-Control-Max-Age', PREFLIGHT_SECONDS);
    }
    response.status(204).end();
  }
}
