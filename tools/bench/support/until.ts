import { setTimeout as sleep } from 'node:timers/promises';

/** Asks again and again until the answer is true. Throws when that takes too long: then something is broken. */
export async function until(
  what: string,
  check: () => Promise<boolean>,
  { everyMs = 20, withinMs = 60_000 } = {},
): Promise<void> {
  const deadline = Date.now() + withinMs;
  while (!(await check())) {
    if (Date.now() > deadline) throw new Error(`${what}: not within ${withinMs / 1_000} s`);
    await sleep(everyMs);
  }
}
