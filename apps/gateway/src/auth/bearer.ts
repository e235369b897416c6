import type { EndpointKind } from '@muster/platform';
import type { Request } from 'express';

/**
 * The credential of a request: the Authorization header, and where a client cannot set headers (event streams,
 * sockets) the query parameter `token`. Undefined: none was given.
 */
export function bearerOf(request: Request, kind: EndpointKind): string | undefined {
  const header = request.headers.authorization;
  if (header !== undefined) return /^bearer\s+(\S.*)$/i.exec(header.trim())?.[1] ?? '';
  const { token } = kind === 'rest' ? {} : (request.query as { token?: unknown });
  return typeof token === 'string' ? token : undefined;
}
