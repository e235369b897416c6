/** Machine-readable names of everything a caller can be told; HTTP statuses live in `error-status.ts`. */
export type ErrorCode =
  | 'not_found'
  | 'conflict'
  | 'invalid'
  | 'forbidden'
  | 'unauthenticated'
  | 'limit_exceeded'
  | 'unavailable'
  | 'cancelled'
  | 'internal';

export interface ErrorDetails {
  /** Field name (dotted path) to what is wrong with it. */
  fields?: Record<string, string>;
  /** Everything that is wrong with a value, where that is a matter of rules and not of form. */
  problems?: { field: string; message: string; rule: string }[];
  /** Finer name within the code, for clients that branch on it: `idempotency_key_reused`. */
  reason?: string;
  /** Seconds after which another try makes sense. */
  retryAfter?: number;
}

/**
 * The one error that contexts throw on purpose. `message` is safe to show to the caller.
 * `retryable: false` stops a queue from trying again.
 */
export class DomainError extends Error {
  readonly retryable: boolean = false;

  constructor(
    readonly code: ErrorCode,
    message: string,
    readonly details: ErrorDetails = {},
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = new.target.name;
  }
}

/** Unknown, or another owner's: the caller is never told which. */
export class NotFoundError extends DomainError {
  constructor(
    readonly noun: string,
    id?: string,
  ) {
    super('not_found', id === undefined ? `${noun} not found` : `${noun} ${id} not found`);
  }
}

/** The state does not allow it. */
export class ConflictError extends DomainError {
  constructor(message: string, details?: ErrorDetails) {
    super('conflict', message, details);
  }
}

/** The input is wrong; `fields` names where. */
export class InvalidError extends DomainError {
  constructor(message: string, fields?: Record<string, string>, reason?: string) {
    super('invalid', message, { ...(fields && { fields }), ...(reason && { reason }) });
  }
}

/** Known caller, missing permission. */
export class ForbiddenError extends DomainError {
  constructor(message = 'not allowed') {
    super('forbidden', message);
  }
}

/** No credential, or one that does not hold. */
export class UnauthenticatedError extends DomainError {
  constructor(message = 'authentication required', reason?: string) {
    super('unauthenticated', message, { ...(reason && { reason }) });
  }
}

/** Too many, too large, too expensive; `reason` says which limit: `rate`, `size`, `budget`. */
export class LimitExceededError extends DomainError {
  constructor(message: string, details?: ErrorDetails) {
    super('limit_exceeded', message, details);
  }
}

/** A part we depend on does not answer; another try may succeed. */
export class UnavailableError extends DomainError {
  override readonly retryable = true;

  constructor(message: string, details?: ErrorDetails, options?: ErrorOptions) {
    super('unavailable', message, details, options);
  }
}

/** Stopped on somebody's word. */
export class CancelledError extends DomainError {
  constructor(message = 'cancelled') {
    super('cancelled', message);
  }
}

/** What may travel across a queue or be stored: never a stack, never a cause. */
export interface ErrorRecord {
  code: ErrorCode;
  message: string;
  reason?: string;
}

/** Reduces anything thrown to what may be stored or sent. Unknown errors keep their message but get code `internal`. */
export function toErrorRecord(error: unknown): ErrorRecord {
  if (error instanceof DomainError) {
    const { reason } = error.details;
    return { code: error.code, message: error.message, ...(reason && { reason }) };
  }
  return { code: 'internal', message: error instanceof Error ? error.message : String(error) };
}

/** The inverse of `toErrorRecord`, for errors read back from a row or a queue. */
export function fromErrorRecord(record: ErrorRecord): DomainError {
  return new DomainError(record.code, record.message, record.reason ? { reason: record.reason } : {});
}
