import type { Logger } from '@nestjs/common';

/** Does something again and again, never twice at once. What goes wrong is logged, and tried again the next time. */
export class Ticker {
  private timer?: NodeJS.Timeout;
  private busy = false;
  private isHurried = false;

  constructor(
    private readonly everyMs: number,
    private readonly work: () => Promise<void>,
    private readonly logger: Logger,
  ) {}

  start(): void {
    this.timer = setInterval(() => void this.tick(), this.everyMs).unref();
  }

  stop(): void {
    clearInterval(this.timer);
  }

  /** Does it at once; if it is being done, once more after that, because it may have looked too early. */
  hurry(): void {
    this.isHurried = this.busy;
    if (!this.busy) void this.tick();
  }

  private async tick(): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    try {
      await this.work();
    } catch (error) {
      this.logger.warn(`sweep failed: ${String(error)}`);
    } finally {
      this.busy = false;
    }
    if (this.isHurried) this.hurry();
  }
}
