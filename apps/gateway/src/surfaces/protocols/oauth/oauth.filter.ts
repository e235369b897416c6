import type { Response } from 'express';
import {
  type DomainError,
  type ErrorCode,
  type ErrorContext,
  StringField,
  SurfaceFilter,
} from '@muster/platform';

export class OAuthErrorDto {
  @StringField() error: string;
  @StringField() error_description: string;
}

const BY_CODE: Record<ErrorCode, string> = {
  not_found: 'invalid_request',
  conflict: 'invalid_request',
  invalid: 'invalid_request',
  forbidden: 'access_denied',
  unauthenticated: 'invalid_client',
  limit_exceeded: 'temporarily_unavailable',
  unavailable: 'temporarily_unavailable',
  cancelled: 'temporarily_unavailable',
  internal: 'server_error',
};

const REASONS = new Set(['invalid_client', 'invalid_request', 'invalid_scope', 'unsupported_grant_type']);

/** Errors as RFC 6749 §5.2 words them. */
export class OAuthFilter extends SurfaceFilter {
  override readonly shape = OAuthErrorDto;
  override readonly validationStatus = 400;
  override readonly statuses = { unsupported_type: 400 };

  override body({ code, message, details: { reason, fields } }: DomainError): OAuthErrorDto {
    const error = reason !== undefined && REASONS.has(reason) ? reason : BY_CODE[code];
    const problems = Object.values(fields ?? {});
    return { error, error_description: described(problems.length > 0 ? problems.join('; ') : message) };
  }

  protected override write(response: Response, error: DomainError, context: ErrorContext): void {
    if (context.status === 401)
      response.setHeader('WWW-Authenticate', 'Basic realm="muster", charset="UTF-8"');
    response.json(this.body(error));
  }
}

/** The characters that the standard admits. */
const described = (text: string): string => text.replace(/[^\x20-\x21\x23-\x5b\x5d-\x7e]/g, "'");
