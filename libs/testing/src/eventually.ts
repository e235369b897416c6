import { setTimeout as sleep } from 'node:timers/promises';

/** Generous: it only decides how soon a failing test says so. */
const DEADLINE_MS = 20_000;
const POLL_MS = 25;

/** Waits until `condition` holds. Throws, rather than going on for ever behind a test that has long failed. */
export async function eventually(condition: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = Date.now() + DEADLINE_MS;
  while (!(await condition())) {
    if (Date.now() > deadline)
      throw new Error(`not so within ${DEADLINE_MS / 1_000} s: ${condition.toString()}`);
    await sleep(POLL_MS);
  }
}
