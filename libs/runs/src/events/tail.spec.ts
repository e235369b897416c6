import { Tail } from './tail';

interface Entry {
  log: string;
  n: number;
}

/** A log in memory whose reads end when the test says so. */
class SlowLog {
  readonly entries: Entry[] = [];
  private waiting: (() => void)[] = [];

  readonly source = {
    keyOf: ({ log }: Entry) => log,
    positionOf: ({ n }: Entry) => n,
    isAfter: (a: number, b: number) => a > b,
    read: async (after: Map<string, number>, limit: number) => {
      const found = [...after].flatMap(([log, n]) =>
        this.entries.filter((e) => e.log === log && e.n > n).slice(0, limit),
      );
      await new Promise<void>((resolve) => this.waiting.push(resolve));
      return found;
    },
  };

  append(n: number): void {
    this.entries.push({ log: 'a', n });
  }

  /** Lets reads end until nothing asks any more. */
  async settle(): Promise<void> {
    for (let quiet = 0; quiet < 3;) {
      await new Promise(setImmediate);
      const reads = this.waiting.splice(0);
      quiet = reads.length === 0 ? quiet + 1 : 0;
      for (const end of reads) end();
    }
  }
}

describe('Tail', () => {
  const collect = (position: number) => {
    const seen: number[] = [];
    return { seen, follower: { position, accept: ({ n }: Entry) => seen.push(n) > 0 } };
  };

  it('gives a follower that joins from further back, in the middle of a read, its past first', async () => {
    const log = new SlowLog();
    for (let n = 1; n <= 5; n += 1) log.append(n);
    const tail = new Tail<Entry, number>(log.source, fail);
    const ahead = collect(5);
    tail.follow('a', ahead.follower);
    log.append(6);
    tail.look(['a']);
    await new Promise(setImmediate);
    const behind = collect(2);
    tail.follow('a', behind.follower);
    await log.settle();
    expect(ahead.seen).toEqual([6]);
    expect(behind.seen).toEqual([3, 4, 5, 6]);
  });

  it('cuts a follower that can take no more, and goes on for the others', async () => {
    const log = new SlowLog();
    const tail = new Tail<Entry, number>(log.source, fail);
    const steady = collect(0);
    const slow: number[] = [];
    tail.follow('a', steady.follower);
    tail.follow('a', { position: 0, accept: ({ n }) => slow.push(n) < 2 });
    for (let n = 1; n <= 4; n += 1) log.append(n);
    tail.look(['a']);
    await log.settle();
    expect(steady.seen).toEqual([1, 2, 3, 4]);
    expect(slow).toEqual([1, 2]);
  });

  it('reads on when a page was full', async () => {
    const log = new SlowLog();
    for (let n = 1; n <= 450; n += 1) log.append(n);
    const tail = new Tail<Entry, number>(log.source, fail);
    const all = collect(0);
    tail.follow('a', all.follower);
    await log.settle();
    expect(all.seen).toHaveLength(450);
  });

  const fail = (error: unknown) => {
    throw error as Error;
  };
});
