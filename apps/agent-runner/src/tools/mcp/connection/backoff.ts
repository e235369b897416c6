const FIRST_MS = 1_000;
const LONGEST_MS = 60_000;

/** Keeps us from asking for what is not there again and again: 1, 2, 4… seconds, a minute at most. */
export class Backoff {
  private failures = 0;
  private until = 0;
  /** What went wrong the last time. */
  reason = '';

  get waitMs(): number {
    return Math.max(0, this.until - Date.now());
  }

  fail(reason: string): void {
    this.reason = reason;
    this.until = Date.now() + Math.min(FIRST_MS * 2 ** this.failures, LONGEST_MS);
    this.failures += 1;
  }

  succeed(): void {
    this.failures = 0;
    this.until = 0;
  }
}
