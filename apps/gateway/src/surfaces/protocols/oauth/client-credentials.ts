import { createParamDecorator, ExecutionContext } from '@nestjs/common';
import type { ClientCredentials } from '@muster/identity';
import { InvalidError, UnauthenticatedError } from '@muster/platform';
import type { Request } from 'express';

/** How a client may say who it is, by the names of the standard. */
export const CLIENT_AUTHENTICATION = ['client_secret_basic', 'client_secret_post'];

/**
 * What a client sent to prove itself: by HTTP Basic or in the fields of the form, never both. Throws
 * `UnauthenticatedError` with reason `invalid_client`, `InvalidError` with reason `invalid_request`.
 */
function clientCredentialsOf({ headers, body }: Request): ClientCredentials {
  const { client_id: id, client_secret: secret } = (body ?? {}) as Record<string, string | undefined>;
  if (headers.authorization === undefined) {
    if (id === undefined || secret === undefined) throw unknown();
    return { id, secret };
  }
  const basic = basicOf(headers.authorization);
  if (secret !== undefined || (id !== undefined && id !== basic.id))
    throw new InvalidError('The client proves itself in two ways at once', undefined, 'invalid_request');
  return basic;
}

/** See `clientCredentialsOf`. */
export const SentCredentials = createParamDecorator((_: unknown, context: ExecutionContext) =>
  clientCredentialsOf(context.switchToHttp().getRequest<Request>()),
);

/** Both halves are encoded like fields of a form. */
function basicOf(header: string): ClientCredentials {
  const encoded = /^basic\s+([\w+/=-]+)$/i.exec(header.trim())?.[1];
  const pair = Buffer.from(encoded ?? '', 'base64').toString('utf8');
  const colon = pair.indexOf(':');
  if (colon < 1) throw unknown();
  return { id: decoded(pair.slice(0, colon)), secret: decoded(pair.slice(colon + 1)) };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    throw unknown();
  }
}

const unknown = (): UnauthenticatedError =>
  new UnauthenticatedError('The client has to prove itself, by HTTP Basic or in the form', 'invalid_client');
