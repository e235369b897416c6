import { isMainThread } from 'node:worker_threads';

/** Longer than any drain: who still runs by then hangs. */
const LAST_RESORT_MS = 12_000;

/**
 * Preloaded into every process that the supervisor forks, which finds the supervisor's id in `MUSTER_SUPERVISOR`; what
 * such a process forks in turn inherits the preload, but has another parent and is left alone. When the channel to the supervisor closes, the supervisor is
 * gone, whatever ended it; nobody is left to restart or stop this process, so it stops as on a signal.
 */
if (isMainThread && process.channel && process.env.MUSTER_SUPERVISOR === String(process.ppid)) {
  process.on('disconnect', () => {
    // Nobody reads what is still said, and that must not break off the work that is being finished.
    for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
    setTimeout(() => process.exit(1), LAST_RESORT_MS).unref();
    process.kill(process.pid, 'SIGTERM');
  });
  process.channel.unref();
}
