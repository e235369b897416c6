import { UnavailableError } from '@muster/platform';

export type BreakerState = 'closed' | 'open' | 'half_open';

export interface BreakerOptions {
  /** Consecutive failures that open it. */
  failures: number;
  cooldownMs: number;
  now?: () => number;
}

/** Failures further apart than this are not the same trouble. */
const WINDOW_MS = 60_000;

/**
 * Keeps calls away from a provider that is down. Closed: everybody passes. Open: nobody does, at once, until the
 * cooldown is over. Half open: one call tries; its fate closes or reopens the breaker.
 */
export class Breaker {
  private failures = 0;
  private lastFailure = 0;
  private openedAt?: number;
  private probing = false;
  private readonly now: () => number;

  constructor(
    private readonly name: string,
    private readonly options: BreakerOptions,
  ) {
    this.now = options.now ?? Date.now;
  }

  get state(): BreakerState {
    if (this.openedAt === undefined) return 'closed';
    return this.now() - this.openedAt >= this.options.cooldownMs ? 'half_open' : 'open';
  }

  /** Every `enter` is followed by exactly one of `succeeded`, `failed` and `left`. */
  enter(): void {
    const { state } = this;
    if (state === 'closed') return;
    if (state === 'half_open' && !this.probing) {
      this.probing = true;
      return;
    }
    const waited = this.now() - (this.openedAt ?? 0);
    throw new UnavailableError(`the model provider ${this.name} is failing and is left alone for a while`, {
      reason: 'breaker_open',
      retryAfter: Math.max(1, Math.ceil((this.options.cooldownMs - waited) / 1_000)),
    });
  }

  succeeded(): void {
    this.failures = 0;
    this.openedAt = undefined;
    this.probing = false;
  }

  failed(): void {
    const now = this.now();
    this.failures = now - this.lastFailure > WINDOW_MS ? 1 : this.failures + 1;
    this.lastFailure = now;
    if (this.probing || this.failures >= this.options.failures) this.openedAt = now;
    this.probing = false;
  }

  /** The call ended without telling anything about the provider: somebody stopped it. */
  left(): void {
    this.probing = false;
  }
}
