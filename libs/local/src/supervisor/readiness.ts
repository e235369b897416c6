import { get } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { StartError } from '../start/start.error';
import type { AppProcess } from './app-process';

const POLL_MS = 40;
const DEADLINE_MS = 90_000;

/** Waits until every app answers at its address; throws when one of them cannot be started. */
export async function allReady(apps: AppProcess[], signal: AbortSignal): Promise<void> {
  await Promise.all(apps.map((app) => ready(app, signal)));
}

async function ready(app: AppProcess, signal: AbortSignal): Promise<void> {
  const deadline = Date.now() + DEADLINE_MS;
  while (!(await answers(app.spec.readyUrl))) {
    signal.throwIfAborted();
    if (app.hopeless) throw new StartError(app.hopeless);
    if (Date.now() > deadline)
      throw new StartError(`${app.spec.name} was not ready after ${DEADLINE_MS / 1_000} s`);
    await sleep(POLL_MS);
  }
}

function answers(url: string): Promise<boolean> {
  return new Promise((resolve) => {
    const request = get(url, { timeout: 2_000, agent: false }, (response) => {
      response.resume();
      resolve(response.statusCode === 200);
    });
    request.once('timeout', () => request.destroy());
    request.once('error', () => {
      resolve(false);
    });
  });
}
