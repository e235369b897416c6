import { get } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { StartError } from '../start/start.error';
import type { AppProcess } from './app-process';

const POLL_MS = 50;
const DEADLINE_MS = 90_000;

/** Waits until every app is ready; throws when one of them cannot be started. */
export async function allReady(apps: AppProcess[], signal: AbortSignal): Promise<void> {
  const waiting = new Set(apps);
  for (const app of apps) void app.ready.then(() => waiting.delete(app));
  const deadline = Date.now() + DEADLINE_MS;
  while (waiting.size > 0) {
    await sleep(POLL_MS);
    signal.throwIfAborted();
    for (const { hopeless } of waiting) if (hopeless) throw new StartError(hopeless);
    if (Date.now() > deadline)
      throw new StartError(`not ready after ${DEADLINE_MS / 1_000} s: ${names(waiting)}`);
  }
}

const names = (apps: Set<AppProcess>): string => [...apps].map(({ spec }) => spec.name).join(', ');

/** Whether a request to `url` is answered with success. Plain `http`: `fetch` would stay in memory for ever after. */
export function answers(url: string): Promise<boolean> {
  return new Promise((resolve) => {
    const request = get(url, { agent: false, timeout: 5_000 }, (response) => {
      response.resume();
      resolve(response.statusCode === 200);
    });
    request.once('timeout', () => request.destroy());
    request.once('error', () => {
      resolve(false);
    });
  });
}
