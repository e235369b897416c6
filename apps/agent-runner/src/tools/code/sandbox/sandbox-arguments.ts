import { existsSync, lstatSync, readlinkSync } from 'node:fs';
import type { Interpreter } from '../languages';

export interface Place {
  /** The folder that code works in, on the machine. */
  work: string;
  /** The script, on the machine. */
  script: string;
}

export interface Limits {
  seconds: number;
  memoryMb: number;
}

const MEGABYTE = 1024 ** 2;
export const LARGEST_FILE = 10 * MEGABYTE;
const SCRATCH_BYTES = 64 * MEGABYTE;
const MOST_PROCESSES = 64;
const MOST_OPEN_FILES = 256;

/** What of the machine is shown, read-only: programs and libraries, no settings, nobody's files. */
const SYSTEM = ['/bin', '/sbin', '/lib', '/lib32', '/lib64', '/etc/alternatives', '/etc/ld.so.cache'];

const ENVIRONMENT = {
  PATH: '/usr/local/bin:/usr/bin:/bin',
  HOME: '/home/sandbox',
  LANG: 'C.UTF-8',
  TMPDIR: '/tmp',
};

/** The command line of bubblewrap for one run. */
export function sandboxArguments(
  interpreter: Interpreter,
  place: Place,
  limits: Limits & { prlimit: string },
): string[] {
  const { program, shownAs, flags, script } = interpreter;
  const shown = `/run/${script}`;
  return [
    ...[
      '--unshare-user',
      '--disable-userns',
      '--unshare-ipc',
      '--unshare-pid',
      '--unshare-net',
      '--unshare-uts',
    ],
    ...['--unshare-cgroup-try', '--hostname', 'sandbox', '--die-with-parent', '--new-session', '--clearenv'],
    ...Object.entries(ENVIRONMENT).flatMap(([name, value]) => ['--setenv', name, value]),
    ...['--ro-bind', '/usr', '/usr'],
    ...SYSTEM.flatMap(shownAsIs),
    ...['--proc', '/proc', '--dev', '/dev'],
    ...['/tmp', ENVIRONMENT.HOME].flatMap((path) => ['--size', String(SCRATCH_BYTES), '--tmpfs', path]),
    ...['--bind', place.work, '/work', '--ro-bind', place.script, shown, '--chdir', '/work'],
    ...(shownAs ? ['--ro-bind', program, shownAs] : []),
    ...['--', limits.prlimit, ...limitArguments(interpreter, limits), '--'],
    ...[shownAs ?? program, ...flags, shown],
  ];
}

const limitArguments = ({ slackMb }: Interpreter, { seconds, memoryMb }: Limits): string[] =>
  Object.entries({
    data: (memoryMb + slackMb) * MEGABYTE,
    cpu: seconds,
    nproc: MOST_PROCESSES,
    fsize: LARGEST_FILE,
    nofile: MOST_OPEN_FILES,
    core: 0,
  }).map(([name, value]) => `--${name}=${value}`);

/** Most systems have these as links into `/usr`; a link stays one. */
function shownAsIs(path: string): string[] {
  if (!existsSync(path)) return [];
  return lstatSync(path).isSymbolicLink()
    ? ['--symlink', readlinkSync(path), path]
    : ['--ro-bind', path, path];
}
