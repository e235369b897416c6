import { PageSection } from '../layout/page-text';
import { PageReader, pagesInOrder } from './pages';

const page = (number: number, by: string): PageSection[] => [{ text: `${number} by ${by}`, blocks: [] }];

/** Answers when it is told to. */
class ManualReader implements PageReader {
  readonly asked: number[] = [];
  readonly forgotten: number[] = [];
  private readonly waiting = new Map<number, () => void>();

  constructor(
    readonly name: string,
    private readonly immediately = false,
  ) {}

  async read(number: number): Promise<PageSection[] | undefined> {
    this.asked.push(number);
    if (!this.immediately) await new Promise<void>((resolve) => this.waiting.set(number, resolve));
    return page(number, this.name);
  }

  forget(): Promise<void> {
    this.forgotten.push(this.asked.length);
    return Promise.resolve();
  }

  answer(number: number): void {
    this.waiting.get(number)?.();
  }
}

describe('pages read by several readers', () => {
  it('come in their order, whoever is first', async () => {
    const [quick, slow] = [new ManualReader('quick', true), new ManualReader('slow')];
    const pages = pagesInOrder({ first: 1, last: 4 }, () => [slow, quick]);
    const first = pages.next();
    expect([slow.asked, quick.asked]).toEqual([
      [1, 3],
      [2, 4],
    ]);
    slow.answer(3);
    slow.answer(1);
    expect((await first).value).toEqual([1, page(1, 'slow')]);
    expect((await pages.next()).value).toEqual([2, page(2, 'quick')]);
    expect((await pages.next()).value).toEqual([3, page(3, 'slow')]);
    expect((await pages.next()).value).toEqual([4, page(4, 'quick')]);
    expect((await pages.next()).done).toBe(true);
  });

  it('go to whoever is free, from when it is there', async () => {
    const [slow, quick] = [new ManualReader('slow'), new ManualReader('quick', true)];
    let both = false;
    const pages = pagesInOrder({ first: 1, last: 40 }, () => (both ? [slow, quick] : [slow]));
    const first = pages.next();
    both = true;
    for (const number of slow.asked) slow.answer(number);
    await first;
    for (let number = 2; number <= 30; number += 1) {
      const next = pages.next();
      for (const asked of slow.asked.slice(0, 20)) slow.answer(asked);
      if (slow.asked.includes(number) && slow.asked.indexOf(number) >= 20) slow.answer(number);
      expect((await next).value?.[0]).toBe(number);
    }
    expect(quick.asked.length).toBeGreaterThan(slow.asked.length - 17);
  });

  it('are never far ahead of the one that is wanted', async () => {
    const reader = new ManualReader('only', true);
    const pages = pagesInOrder({ first: 3, last: 100 }, () => [reader]);
    await pages.next();
    const asked = reader.asked.length;
    expect(asked).toBeLessThan(20);
    await pages.next();
    expect(reader.asked).toHaveLength(asked + 1);
    await pages.return(undefined);
    expect(reader.asked).toHaveLength(asked + 1);
  });

  it('leave nothing behind every fifty pages, when none is being read', async () => {
    const reader = new ManualReader('only', true);
    for await (const [number] of pagesInOrder({ first: 40, last: 120 }, () => [reader])) void number;
    expect(reader.asked).toEqual(Array.from({ length: 81 }, (_, index) => index + 40));
    expect(reader.forgotten).toEqual([11, 61]);
  });
});
