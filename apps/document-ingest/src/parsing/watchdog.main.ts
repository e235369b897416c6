import { workerData } from 'node:worker_threads';

/** How a parser that took too much memory ends; nothing else uses this signal. */
export const OUT_OF_MEMORY = 'SIGUSR2';
const EVERY_MS = 100;

const { maxBytes, parent } = workerData as { maxBytes: number; parent: number };

// A thread of its own: a parser that hangs would answer to nothing, not even to the death of its app.
setInterval(() => {
  if (process.ppid !== parent) process.kill(process.pid, 'SIGKILL');
  if (process.memoryUsage.rss() > maxBytes) process.kill(process.pid, OUT_OF_MEMORY);
}, EVERY_MS);
