import { HttpException } from '@nestjs/common';
import { DomainError, ErrorCode, ErrorDetails, UnavailableError } from '../../errors/domain.errors';
import { isConnectionFailure } from './connection-failure';

const CODES: Record<number, { code: ErrorCode; reason?: string }> = {
  400: { code: 'invalid' },
  401: { code: 'unauthenticated' },
  402: { code: 'limit_exceeded', reason: 'budget' },
  403: { code: 'forbidden' },
  404: { code: 'not_found' },
  405: { code: 'not_found', reason: 'method' },
  409: { code: 'conflict' },
  413: { code: 'limit_exceeded', reason: 'size' },
  415: { code: 'invalid', reason: 'unsupported_type' },
  422: { code: 'invalid' },
  423: { code: 'unauthenticated', reason: 'locked' },
  429: { code: 'limit_exceeded', reason: 'rate' },
  503: { code: 'unavailable' },
};

/** What the framework says, in words of ours: its own name a stack trace or a class. */
const MESSAGES: Record<string, string> = {
  'entity.parse.failed': 'the body is not valid JSON',
  'entity.too.large': 'the body is too large',
  'encoding.unsupported': 'this content encoding is not supported',
  'charset.unsupported': 'this charset is not supported',
  'request.aborted': 'the request ended early',
};

/** Errors that HTTP libraries make: they carry a status, and `type` says more. */
interface HttpError extends Error {
  status?: number;
  type?: string;
}

/**
 * Makes one of ours of whatever was thrown. Anything unknown is `internal`: what it says is for the log, as the
 * cause, and never for the caller.
 */
export function toDomainError(thrown: unknown): DomainError {
  if (thrown instanceof DomainError && thrown.code !== 'internal') return thrown;
  if (thrown instanceof HttpException) return ofStatus(thrown.getStatus(), thrown.message, thrown);
  const error = thrown as HttpError;
  if (thrown instanceof Error && typeof error.status === 'number' && error.status < 500)
    return ofStatus(error.status, MESSAGES[error.type ?? ''] ?? error.message, thrown);
  if (isConnectionFailure(thrown))
    return new UnavailableError(
      'A part of the service does not answer',
      { retryAfter: 5 },
      { cause: thrown },
    );
  return new DomainError('internal', UNEXPECTED, {}, { cause: thrown });
}

const UNEXPECTED = 'An unexpected error occurred';

function ofStatus(status: number, message: string, cause: Error): DomainError {
  const known = CODES[status] ?? { code: status < 500 ? 'invalid' : 'internal' };
  const details: ErrorDetails = known.reason ? { reason: known.reason } : {};
  return new DomainError(known.code, known.code === 'internal' ? UNEXPECTED : message, details, { cause });
}
