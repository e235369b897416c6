const EVERY_MS = 60_000;

/** What is done along with something else, but not each time: once a minute at most, in this process. */
export class Seldom {
  private doneAt = 0;

  constructor(private readonly work: () => Promise<unknown>) {}

  async whenDue(): Promise<void> {
    if (Date.now() - this.doneAt < EVERY_MS) return;
    this.doneAt = Date.now();
    await this.work();
  }
}
