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

/** Runs `args` under `node` in this terminal, hands signals on, answers its exit code. */
export function runNode(root, node, args, options = {}) {
  const child = spawn(node, args, {
    cwd: root,
    stdio: options.channel ? ['inherit', 'inherit', 'inherit', 'ipc'] : 'inherit',
    env: {
      ...process.env,
      ...options.env,
      PATH: `${join(root, 'node_modules', '.bin')}${delimiter}${process.env.PATH}`,
    },
  });
  // Ctrl-C reaches the whole group by itself; what is sent to this process alone is handed on.
  const ignore = () => undefined;
  const handOn = (signal) => child.kill(signal);
  process.on('SIGINT', ignore).on('SIGTERM', handOn).on('SIGHUP', handOn);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) => {
      process.off('SIGINT', ignore).off('SIGTERM', handOn).off('SIGHUP', handOn);
      resolve(code ?? (signal === 'SIGINT' ? 130 : 1));
    });
  });
}
