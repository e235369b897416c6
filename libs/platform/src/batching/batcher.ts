/**
 * Group commit: items handed in while a flush is under way leave together in the next one. An idle batcher
 * flushes at the end of the current turn of the event loop, so a lone item waits for nothing.
 *
 * `flush` answers one result per item, in order; if it throws, every item of that batch fails with its error.
 */
export class Batcher<I, O> {
  private pending: { item: I; resolve: (result: O) => void; reject: (error: unknown) => void }[] = [];
  private active = 0;
  private scheduled = false;

  constructor(
    private readonly flush: (items: I[]) => Promise<O[]>,
    private readonly options: { max?: number; lanes?: number } = {},
  ) {}

  add(item: I): Promise<O> {
    return new Promise<O>((resolve, reject) => {
      this.pending.push({ item, resolve, reject });
      this.schedule();
    });
  }

  private schedule(): void {
    if (this.scheduled || this.active >= (this.options.lanes ?? 1)) return;
    this.scheduled = true;
    setImmediate(() => {
      this.scheduled = false;
      void this.drain();
    });
  }

  private async drain(): Promise<void> {
    const batch = this.pending.splice(0, this.options.max ?? 500);
    if (batch.length === 0) return;
    this.active += 1;
    if (this.pending.length > 0) this.schedule();
    try {
      const results = await this.flush(batch.map(({ item }) => item));
      batch.forEach(({ resolve }, index) => {
        resolve(results[index] as O);
      });
    } catch (error) {
      for (const { reject } of batch) reject(error);
    } finally {
      this.active -= 1;
      if (this.pending.length > 0) this.schedule();
    }
  }
}
