import {
  type DomainError,
  type ErrorContext,
  IntField,
  JsonField,
  StringField,
  SurfaceFilter,
} from '@muster/platform';
import { planBearerOf } from '@muster/identity';
import type { Request, Response } from 'express';
import { credentialOf } from '../../auth/credentials';
import { planCookieOf } from '../../auth/plan-cookie';

export class PlansErrorDto {
  @StringField({ about: 'Kind of the error: `invalid_token`, `other`' }) type: string;
  @IntField() status: number;
  @StringField() msg: string;
  @IntField() code: number;
  @StringField() message: string;
  @JsonField() details: object;
}

type ErrorType = 'invalid_token' | 'other';

/** Errors that the surface's own client reads as JSON. Any other JSON makes it give up at once, so the rest is text. */
const TYPED: Record<string, ErrorType> = {
  invalid: 'invalid_token',
  expired: 'invalid_token',
  revoked: 'invalid_token',
  local_mode: 'other',
};

/** Words errors for the client of this API by text and a few by JSON; for everybody else by JSON with all members. */
export class PlansFilter extends SurfaceFilter {
  override readonly shape = PlansErrorDto;
  override readonly validationStatus = 400;
  override readonly plainText = true;

  override body(error: DomainError, { status }: ErrorContext): PlansErrorDto {
    const { reason, fields } = error.details;
    const type = typeOf(error) ?? 'other';
    const message = messageOf(error);
    const details = { ...(reason && { reason }), ...(fields && { fields }) };
    return { type, status, msg: message, code: status, message, details };
  }

  protected override write(
    response: Response,
    error: DomainError,
    context: ErrorContext,
    request: Request,
  ): void {
    const ownClient = request.headers['x-client-version'] !== undefined;
    if (ownClient && isUndecodable(error, request)) {
      response.status(500);
      writeText(response, 'error decoding auth token');
    } else if (ownClient && !typeOf(error)) writeText(response, messageOf(error));
    else writeJson(response, this.body(error, context));
  }
}

const typeOf = ({ code, details }: DomainError): ErrorType | undefined =>
  code === 'unauthenticated' || details.reason === 'local_mode' ? TYPED[details.reason ?? ''] : undefined;

function messageOf(error: DomainError): string {
  if (typeOf(error) === 'invalid_token') return 'Invalid auth token';
  const { message, code, details } = error;
  if (code === 'unauthenticated' && details.reason === undefined) return 'no auth header';
  return details.fields ? Object.values(details.fields).join('; ') : message;
}

/** What came as a credential is none of any kind, instead of one that does not hold. */
function isUndecodable({ code, details }: DomainError, request: Request): boolean {
  if (code !== 'unauthenticated' || details.reason !== 'invalid') return false;
  const credential = credentialOf(request, 'rest') ?? planCookieOf(request) ?? '';
  return !credential.includes('.') && !credential.startsWith('ak_') && !planBearerOf(credential);
}

function writeText(response: Response, message: string): void {
  response.setHeader('Content-Type', 'text/plain; charset=utf-8');
  response.end(`${message}\n`);
}

/** The media type is compared as a whole: with a charset behind it the client would not know it. */
function writeJson(response: Response, body: object): void {
  response.setHeader('Content-Type', 'application/json');
  response.end(JSON.stringify(body));
}
