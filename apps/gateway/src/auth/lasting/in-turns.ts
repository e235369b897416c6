import { setImmediate } from 'node:timers/promises';

/** Does `work` for all of them, so many at a time, and lets the event loop see to everything else in between. */
export async function inTurns<T>(
  items: readonly T[],
  atOnce: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  for (let from = 0; from < items.length; from += atOnce) {
    await Promise.all(items.slice(from, from + atOnce).map(work));
    await setImmediate();
  }
}
