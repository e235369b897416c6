const DELAYS_MS = [0, 100, 500, 1_000, 2_000, 5_000, 10_000];

/** A program that ran this long was well: its next end is a first one. */
const HEALTHY_MS = 3_000;

/** How long to wait before starting a program again: not at all after a first end, ever longer after quick ones. */
export class Backoff {
  /** Ends in a row that came soon after their start. */
  failures = 0;
  private startedAt = 0;

  started(now = Date.now()): void {
    this.startedAt = now;
  }

  /** Call when the program ended; answers the milliseconds to wait. */
  ended(now = Date.now()): number {
    if (now - this.startedAt >= HEALTHY_MS) this.failures = 0;
    const delay = DELAYS_MS[Math.min(this.failures, DELAYS_MS.length - 1)] ?? 0;
    this.failures += 1;
    return delay;
  }
}
