import { until } from './until';

export interface Target {
  /** Asks for one piece of work; resolves when it is accepted. */
  start: () => Promise<unknown>;
  /** How many have ended since the beginning of time. */
  done: () => Promise<number>;
}

/** Pieces of work a second, from the first request to the last end. As many requests at once as `start` has connections. */
export async function burstOf(size: number, { start, done }: Target): Promise<number> {
  const before = await done();
  const began = performance.now();
  await Promise.all(Array.from({ length: size }, start));
  await until(`the last of ${size} to end`, async () => (await done()) - before >= size, {
    withinMs: 180_000,
  });
  return size / ((performance.now() - began) / 1_000);
}
