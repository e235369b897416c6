import { CancelledError, DomainError, InvalidError, UnavailableError } from '@muster/platform';

export type FailureKind =
  | 'aborted'
  | 'timeout'
  | 'connection'
  | 'rate_limited'
  | 'quota'
  | 'server_error'
  | 'bad_response'
  | 'credentials'
  | 'unknown_model'
  | 'context_length'
  | 'unsupported_schema'
  | 'refused'
  | 'breaker_open';

/** `retry`: another try may succeed now. `breaker`: it says that the provider is down. */
const KINDS: Record<FailureKind, { retry: boolean; breaker: boolean }> = {
  aborted: { retry: false, breaker: false },
  timeout: { retry: true, breaker: true },
  connection: { retry: true, breaker: true },
  rate_limited: { retry: true, breaker: false },
  quota: { retry: false, breaker: false },
  server_error: { retry: true, breaker: true },
  bad_response: { retry: true, breaker: true },
  credentials: { retry: false, breaker: false },
  unknown_model: { retry: false, breaker: false },
  context_length: { retry: false, breaker: false },
  unsupported_schema: { retry: false, breaker: false },
  refused: { retry: false, breaker: false },
  breaker_open: { retry: false, breaker: false },
};

/** One failed try: what the retry loop, the breaker, the ledger and the caller need to know of it. */
export class ProviderFailure extends Error {
  /** Set where it is known that another try would repeat what was already handed to the caller. */
  private final = false;

  constructor(
    readonly kind: FailureKind,
    /** What the caller is told; free of secrets. */
    readonly error: DomainError,
    readonly retryAfterMs?: number,
  ) {
    super(error.message);
    this.name = 'ProviderFailure';
  }

  static aborted(): ProviderFailure {
    return new ProviderFailure('aborted', new CancelledError('the model call was stopped'));
  }

  static unavailable(kind: FailureKind, message: string, retryAfterMs?: number): ProviderFailure {
    const retryAfter = retryAfterMs === undefined ? undefined : Math.ceil(retryAfterMs / 1_000);
    const details = { reason: kind, ...(retryAfter !== undefined && { retryAfter }) };
    return new ProviderFailure(kind, new UnavailableError(message, details), retryAfterMs);
  }

  static invalid(kind: FailureKind, message: string): ProviderFailure {
    return new ProviderFailure(kind, new InvalidError(message, undefined, kind));
  }

  get retry(): boolean {
    return !this.final && KINDS[this.kind].retry;
  }

  get countsForBreaker(): boolean {
    return KINDS[this.kind].breaker;
  }

  withoutRetry(): this {
    this.final = true;
    return this;
  }
}
