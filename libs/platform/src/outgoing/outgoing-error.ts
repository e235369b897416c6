import { CancelledError, DomainError, LimitExceededError, UnavailableError } from '../errors/domain.errors';

interface SystemError extends Error {
  code?: string;
  cause?: unknown;
}

const UNKNOWN_HOST = new Set(['ENOTFOUND', 'EAI_AGAIN', 'EAI_NODATA', 'EAI_NONAME']);

/** What went wrong with a request, in words that name the host and nothing else of the address. */
export function toOutgoingError(
  thrown: unknown,
  host: string,
  signals: { caller?: AbortSignal; time: AbortSignal },
): DomainError {
  if (thrown instanceof DomainError) return thrown;
  if (signals.caller?.aborted) return new CancelledError();
  const options = { cause: thrown };
  if (signals.time.aborted) return new UnavailableError(`${host} did not answer in time`, {}, options);
  const code = codeOf(thrown);
  if (code === 'UND_ERR_HEADERS_OVERFLOW')
    return new LimitExceededError(`the headers of ${host} are too large`, { reason: 'size' });
  if (UNKNOWN_HOST.has(code)) return new UnavailableError(`there is no host ${host}`, {}, options);
  if (/CERT|TLS|SSL|SIGNATURE/.test(code))
    return new UnavailableError(`no trusted connection to ${host} (${code})`, {}, options);
  return new UnavailableError(`${host} does not answer${code && ` (${code})`}`, {}, options);
}

/** Attempts on several addresses fail with one error that holds the real ones. */
function codeOf(thrown: unknown): string {
  const { code, cause } = (thrown ?? {}) as SystemError;
  const [first] = thrown instanceof AggregateError ? (thrown.errors as SystemError[]) : [];
  return code ?? first?.code ?? (cause ? codeOf(cause) : '');
}
