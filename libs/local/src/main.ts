import { join } from 'node:path';
import { Installation, StartOptions } from './start/installation';
import { musterApps } from './start/muster-apps';

/** `npm start`, in the clone at `root`. */
export function main(root: string): Promise<number> {
  const dist = join(root, 'dist');
  return runInstallation({
    root,
    env: process.env,
    settingsModule: join(dist, 'tools', 'all-settings.js'),
    apps: (facts, admin) => musterApps(dist, facts, admin),
    print: (line) => {
      console.log(line);
    },
  });
}

/** Brings everything up and stays until a signal; answers the exit code and never throws. */
export async function runInstallation(options: StartOptions): Promise<number> {
  const installation = new Installation(options);
  // Whoever read our output may be gone; that is no reason to fall over.
  process.stdout.on('error', () => undefined);
  // The databases do not keep a process alive, and apps between two lives do not either.
  const alive = setInterval(() => undefined, 60_000);
  const signalled = untilSignal(installation);
  try {
    await installation.start();
    await signalled;
    return 0;
  } catch (error) {
    console.error(`muster: ${error instanceof Error ? error.message : String(error)}`);
    return 1;
  } finally {
    clearInterval(alive);
  }
}

/** Settles when a signal, or the end of the process that forked us, has stopped everything. */
function untilSignal(installation: Installation): Promise<void> {
  return new Promise((resolve) => {
    let asked = 0;
    const stop = () => {
      asked += 1;
      if (asked > 1) installation.hurry();
      void installation.stop().then(resolve);
    };
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop);
    if (process.channel) process.once('disconnect', stop);
  });
}
