import { setTimeout as sleep } from 'node:timers/promises';

/** Reading an image is slow: so often whoever waits is told that it goes on. */
const EVERY_MS = 5_000;

/** The items, and `undefined` whenever none has come for a while. */
export async function* withSignsOfLife<T>(items: AsyncGenerator<T>): AsyncGenerator<T | undefined> {
  try {
    for (let next = items.next(); ;) {
      const result = await within(EVERY_MS, next);
      if (result?.done) return;
      if (result) next = items.next();
      yield result?.value;
    }
  } finally {
    await items.return(undefined);
  }
}

/** Undefined: not yet. */
async function within<T>(milliseconds: number, promise: Promise<T>): Promise<T | undefined> {
  const waiting = new AbortController();
  try {
    return await Promise.race([promise, sleep(milliseconds, undefined, waiting)]);
  } finally {
    waiting.abort();
  }
}
