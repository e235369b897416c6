import { Backoff } from './backoff';

describe('Backoff', () => {
  it('waits ever longer for a program that ends soon after each start, ten seconds at most', () => {
    const backoff = new Backoff();
    const delays = Array.from({ length: 8 }, () => {
      backoff.started(0);
      return backoff.ended(1);
    });
    expect(delays).toEqual([0, 100, 500, 1_000, 2_000, 5_000, 10_000, 10_000]);
  });

  it('starts a program at once that had been running for a while', () => {
    const backoff = new Backoff();
    for (const _ of [1, 2, 3]) {
      backoff.started(0);
      backoff.ended(1);
    }
    backoff.started(0);
    expect(backoff.ended(60_000)).toBe(0);
    expect(backoff.failures).toBe(1);
  });
});
