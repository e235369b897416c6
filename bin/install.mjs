import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { accessSync, constants, existsSync, lstatSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Failure } from './failure.mjs';

/** Packages are installed when there are none, or when the lock file says that they should be others. */
export async function ensureInstalled(root) {
  const modules = join(root, 'node_modules');
  const stamp = join(modules, '.muster-lock');
  const wanted = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex');
  if (isInstalled(root, modules, stamp, wanted)) return;
  assertWritable(root);
  console.log('muster: installing packages (only when they have changed; this takes a minute)');
  await runNpm(root);
  writeFileSync(stamp, wanted);
}

function isInstalled(root, modules, stamp, wanted) {
  if (!existsSync(modules)) return false;
  // A linked folder belongs to another checkout, which looks after it.
  if (lstatSync(modules).isSymbolicLink()) return true;
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return true;
  // Written at the end of every run of npm: newer than the lock file means that npm was run on it by hand.
  const npmsOwn = join(modules, '.package-lock.json');
  return (
    existsSync(npmsOwn) &&
    statSync(npmsOwn).mtimeMs + SAME_RUN_MS >= statSync(join(root, 'package-lock.json')).mtimeMs
  );
}

/** npm writes both files in one go, in no certain order. */
const SAME_RUN_MS = 10_000;

const REFUSALS = { EACCES: 'permission denied', EROFS: 'the file system is read-only' };

export function assertWritable(root) {
  try {
    accessSync(root, constants.W_OK);
  } catch (error) {
    throw new Failure(`cannot write to ${root}: ${REFUSALS[error.code] ?? error.code}`);
  }
}

/** With the development packages, because the compiler is one, whatever NODE_ENV says. */
function runNpm(root) {
  const args = ['ci', '--include=dev', '--include=optional', '--no-progress'];
  const inNpm = process.env.npm_execpath?.endsWith('npm-cli.js') ? process.env.npm_execpath : undefined;
  const npm = inNpm
    ? spawn(process.execPath, [inNpm, ...args], { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] })
    : spawn('npm', args, {
        cwd: root,
        stdio: ['ignore', 'pipe', 'pipe'],
        shell: process.platform === 'win32',
      });
  let said = '';
  for (const stream of [npm.stdout, npm.stderr]) stream.on('data', (chunk) => (said += chunk));
  return new Promise((resolve, reject) => {
    npm.once('error', (error) => {
      const missing = error.code === 'ENOENT';
      reject(
        new Failure(missing ? 'npm is needed to install the packages and is not on PATH' : error.message),
      );
    });
    npm.once('close', (code) => {
      if (code === 0) resolve();
      else
        reject(
          new Failure(`the packages could not be installed: ${reasonOf(said) || `npm ended with ${code}`}`),
        );
    });
  });
}

const reasonOf = (said) =>
  said
    .split('\n')
    .filter((line) => /^npm (error|ERR!)/.test(line) && !line.includes('A complete log'))
    .map((line) => line.replace(/^npm (error|ERR!) ?/, '').trim())
    .filter(Boolean)
    .slice(0, 3)
    .join('; ');
