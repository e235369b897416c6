import { createParamDecorator, ExecutionContext } from '@nestjs/common';
import type { EndpointKind } from '@muster/platform';
import type { Request } from 'express';

/**
 * The credential of a request: the bearer of the Authorization header, an `X-API-Key`, and where a client cannot set
 * headers (event streams, sockets) the query parameter `token`. Undefined: none was given.
 */
export function credentialOf(request: Request, kind: EndpointKind): string | undefined {
  const { authorization, 'x-api-key': key } = request.headers;
  const bearer = bearerOf(authorization);
  if (bearer !== undefined) return bearer;
  // Nothing but a key is taken there.
  if (typeof key === 'string') return /^ak_/.test(key.trim()) ? key.trim() : '';
  if (authorization !== undefined) return '';
  const { token } = kind === 'rest' ? {} : (request.query as { token?: unknown });
  return typeof token === 'string' ? token : undefined;
}

/**
 * The token of a sign-in that lacks its second factor, in the body or as bearer. Only what it claims to be is looked at
 * here: whoever finishes the sign-in verifies it.
 */
export function pendingTokenOf({ body, headers }: Request): string | undefined {
  const { temp_token: sent } = (body ?? {}) as { temp_token?: unknown };
  if (typeof sent === 'string') return sent;
  const bearer = bearerOf(headers.authorization);
  return bearer !== undefined && typeOf(bearer) === 'mfa' ? bearer : undefined;
}

/** See `pendingTokenOf`. */
export const PendingToken = createParamDecorator((_: unknown, context: ExecutionContext) =>
  pendingTokenOf(context.switchToHttp().getRequest<Request>()),
);

const bearerOf = (header: string | undefined): string | undefined =>
  header === undefined ? undefined : /^bearer\s+(\S.*)$/i.exec(header.trim())?.[1];

function typeOf(token: string): unknown {
  try {
    const claims: unknown = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8'));
    return (claims as { type?: unknown } | null)?.type;
  } catch {
    return undefined;
  }
}
