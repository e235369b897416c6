import { ChildProcess, spawn } from 'node:child_process';

/**
 * Runs a program and ends it when standard input closes, which happens however its parent dies. `sh` costs a
 * megabyte where a watching Node process would cost forty. Arguments: the signal, a folder to remove afterwards (or
 * nothing), the command line.
 */
const LEASH = `
signal=$1; leftover=$2; shift 2
exec 3<&0
"$@" </dev/null 3<&- &
child=$!
(
  while read -r line; do :; done <&3
  kill -s "$signal" $child
  tries=0
  while kill -0 $child && [ $tries -lt 100 ]; do sleep 0.1; tries=$((tries + 1)); done
  kill -s KILL $child
) >/dev/null 2>&1 &
watcher=$!
exec 3<&-
wait $child
code=$?
kill $watcher 2>/dev/null
[ -n "$leftover" ] && rm -rf "$leftover"
exit $code
`;

interface LeashOptions {
  /** What asks the program to stop. */
  signal: 'INT' | 'TERM';
  /** Removed once the program has ended, even after a crash of the parent. */
  removeAfter?: string;
  cwd?: string;
  env?: NodeJS.ProcessEnv;
  user?: { uid: number; gid: number };
}

/** A program that cannot outlive this process. */
export interface Leashed {
  readonly process: ChildProcess;
  /** Asks it to stop and waits until it is gone; it is killed after 10 s. */
  stop(): Promise<void>;
}

/**
 * Starts `command` on a leash, in a process group of its own, so that Ctrl-C in the terminal reaches this process alone
 * and the order of stopping stays ours. Its output is at `process.stdout` and `process.stderr`.
 */
export function leash(command: string, args: string[], options: LeashOptions): Leashed {
  const child = spawn(
    '/bin/sh',
    ['-c', LEASH, 'leash', options.signal, options.removeAfter ?? '', command, ...args],
    {
      stdio: ['pipe', 'pipe', 'pipe'],
      detached: true,
      cwd: options.cwd,
      env: options.env ?? process.env,
      ...options.user,
    },
  );
  child.stdin.on('error', () => undefined);
  const gone = new Promise<void>((resolve) => {
    child.once('exit', () => {
      resolve();
    });
    child.once('error', () => {
      resolve();
    });
  });
  const stop = async () => {
    // Nothing else may hold this process: it has to last until the program is gone.
    child.ref();
    child.stdin.end();
    await gone;
  };
  return { process: child, stop };
}

/** Lets this process end while the program still runs; the leash then ends the program. */
export function unref({ process: child }: Leashed): void {
  child.unref();
  for (const stream of [child.stdin, child.stdout, child.stderr])
    (stream as unknown as { unref(): void }).unref();
}
