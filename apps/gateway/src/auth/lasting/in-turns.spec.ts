import { setImmediate } from 'node:timers';
import { inTurns } from './in-turns';

describe('work in turns', () => {
  it('is done for all, and never for more than so many before the event loop turns', async () => {
    const done: number[] = [];
    const perTurn: number[] = [];
    let running = true;
    const turn = (): void => {
      perTurn.push(done.length - perTurn.reduce((sum, some) => sum + some, 0));
      if (running) setImmediate(turn);
    };
    setImmediate(turn);
    const items = Array.from({ length: 2_005 }, (_, n) => n);
    await inTurns(items, 100, async (n) => {
      await Promise.resolve();
      done.push(n);
    });
    running = false;
    expect(done).toEqual(items);
    expect(Math.max(...perTurn)).toBe(100);
  });

  it('fails with what failed', async () => {
    const work = (n: number) => (n === 2 ? Promise.reject(new Error('two')) : Promise.resolve());
    await expect(inTurns([1, 2, 3], 1, work)).rejects.toThrow('two');
  });
});
