import { spawn, spawnSync } from 'node:child_process';
import { existsSync, realpathSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { Failure } from './failure.mjs';

const NEEDED_TO_BEGIN = 20;
const NEEDED_TO_RUN = 22;

const major = () => Number(process.versions.node.split('.')[0]);

export function checkNode() {
  if (major() < NEEDED_TO_BEGIN)
    throw new Failure(`Node ${NEEDED_TO_BEGIN} or newer is needed, this is ${process.versions.node}`);
}

/** The pinned Node from the packages; this one where that does not run. */
export function pinnedNode(root) {
  const name = process.platform === 'win32' ? 'node.exe' : 'node';
  const pinned = [
    join(root, 'node_modules', '.bin', name),
    join(root, 'node_modules', `node-${process.platform}-${process.arch}`, 'bin', name),
  ]
    .filter((path) => existsSync(path))
    .map((path) => realpathSync(path))
    .find((path) => path === realpathSync(process.execPath) || spawnSync(path, ['--version']).status === 0);
  if (pinned) return pinned;
  if (major() >= NEEDED_TO_RUN) return process.execPath;
  throw new Failure(`no packaged Node runs on this machine: start with Node ${NEEDED_TO_RUN} or newer`);
}

export const isThisNode = (node) => node === realpathSync(process.execPath);

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/**
 * Runs `args` under `node`, hands signals on, answers its exit code. `apart`: in a process group of its own, so that
 * Ctrl-C comes once and from here, and with a channel, whose end tells it that this process is gone.
 */
export function runNode(root, node, args, { apart = false } = {}) {
  const child = spawn(node, args, {
    cwd: root,
    stdio: apart ? ['inherit', 'inherit', 'inherit', 'ipc'] : 'inherit',
    detached: apart && process.platform !== 'win32',
    env: { ...process.env, PATH: `${join(root, 'node_modules', '.bin')}${delimiter}${process.env.PATH}` },
  });
  const handOn = (signal) => child.kill(signal);
  for (const signal of SIGNALS) process.on(signal, handOn);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) => {
      for (const name of SIGNALS) process.off(name, handOn);
      resolve(code ?? (signal === 'SIGINT' ? 130 : 1));
    });
  });
}

/** npm hands a signal to the shell between us, which ends without handing it on: its end is the signal. */
export function endWithNpm() {
  if (!process.env.npm_lifecycle_event) return;
  const shell = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === shell) return;
    clearInterval(watch);
    process.kill(process.pid, 'SIGTERM');
  }, 250);
  watch.unref();
}
