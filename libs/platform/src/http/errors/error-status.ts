import type { DomainError, ErrorCode } from '../../errors/domain.errors';

const BY_CODE: Record<ErrorCode, number> = {
  not_found: 404,
  conflict: 409,
  invalid: 400,
  forbidden: 403,
  unauthenticated: 401,
  limit_exceeded: 429,
  unavailable: 503,
  cancelled: 409,
  internal: 500,
};

/** Finer reasons that have a status of their own, whatever the code. */
const BY_REASON: Record<string, number> = {
  method: 405,
  size: 413,
  unsupported_type: 415,
  idempotency_key_reused: 422,
  locked: 423,
  budget: 402,
  malformed: 400,
};

/**
 * The HTTP status of an error. Where single fields are named, the input failed validation, and surfaces differ
 * in the status of that: `validationStatus`.
 */
export function statusOf({ code, details }: DomainError, validationStatus: number): number {
  const special = details.reason === undefined ? undefined : BY_REASON[details.reason];
  if (special !== undefined) return special;
  return code === 'invalid' && details.fields ? validationStatus : BY_CODE[code];
}
