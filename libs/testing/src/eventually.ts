import { setTimeout as sleep } from 'node:timers/promises';

/** Generous: it only decides how soon a failing test says so. */
const DEADLINE_MS = 20_000;
const POLL_MS = 20;

/**
 * Looks again until `probe` answers something truthy, and answers that. Throws, rather than going on for ever
 * behind a test that has long failed.
 */
export async function eventually<T>(
  probe: () => T | Promise<T>,
  what = probe.toString(),
  timeoutMs = DEADLINE_MS,
): Promise<NonNullable<T>> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const answer = await probe();
    if (answer) return answer;
    if (Date.now() > deadline)
      throw new Error(`not so within ${timeoutMs / 1_000} s: ${what}; last: ${JSON.stringify(answer)}`);
    await sleep(POLL_MS);
  }
}
