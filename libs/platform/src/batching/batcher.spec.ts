import { Batcher } from './batcher';

describe('Batcher', () => {
  it('commits together what arrives while a flush is under way', async () => {
    const batches: number[][] = [];
    const batcher = new Batcher<number, number>(async (items) => {
      batches.push(items);
      await new Promise((resolve) => setTimeout(resolve, 10));
      return items.map((item) => item * 2);
    });
    const first = batcher.add(1);
    await new Promise((resolve) => setTimeout(resolve, 5));
    const rest = [batcher.add(2), batcher.add(3)];
    expect(await Promise.all([first, ...rest])).toEqual([2, 4, 6]);
    expect(batches).toEqual([[1], [2, 3]]);
  });

  it('fails every item of a batch whose flush throws, and goes on with the next', async () => {
    let failing = true;
    const batcher = new Batcher<number, number>((items) =>
      failing ? Promise.reject(new Error('down')) : Promise.resolve(items),
    );
    const outcomes = await Promise.allSettled([batcher.add(1), batcher.add(2)]);
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    failing = false;
    expect(await batcher.add(3)).toBe(3);
  });

  it('never puts more than the maximum into one flush', async () => {
    const sizes: number[] = [];
    const batcher = new Batcher<number, number>(
      (items) => {
        sizes.push(items.length);
        return Promise.resolve(items);
      },
      { max: 2 },
    );
    await Promise.all([1, 2, 3, 4, 5].map((item) => batcher.add(item)));
    expect(sizes).toEqual([2, 2, 1]);
  });
});
