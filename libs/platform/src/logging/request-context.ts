import { AsyncLocalStorage } from 'node:async_hooks';

/** What every log line of one piece of work carries. */
export interface WorkContext {
  requestId?: string;
  runId?: string;
}

export const workContext = new AsyncLocalStorage<WorkContext>();
