import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Failure } from './failure.mjs';
import { assertWritable } from './install.mjs';

const run = promisify(execFile);

const SOURCES = ['apps', 'libs', 'tools', 'test'];
/** What is not TypeScript is copied as it is: scripts of pages are for browsers, those of tools run as they stand. */
const OPTIONS = ['--extensions', '.ts', '--copy-files', '--quiet'];

/** Compiles into `dist` when a source has changed since the last time. A build is complete or not there. */
export async function ensureBuilt(root) {
  const dist = join(root, 'dist');
  const stamp = join(dist, '.muster-sources');
  const wanted = fingerprint(root);
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  assertWritable(root);
  const draft = join(root, `dist.${process.pid}`);
  await compile(root, draft);
  writeFileSync(join(draft, '.muster-sources'), wanted);
  rmSync(dist, { recursive: true, force: true });
  renameSync(draft, dist);
}

async function compile(root, draft) {
  const swc = join(root, 'node_modules', '@swc', 'cli', 'bin', 'swc.js');
  const folders = SOURCES.filter((folder) => existsSync(join(root, folder)));
  try {
    await run(process.execPath, [swc, ...folders, '-d', draft, ...OPTIONS], { cwd: root });
  } catch (error) {
    rmSync(draft, { recursive: true, force: true });
    const [said] = `${error.stderr ?? ''}\n${error.stdout ?? ''}`.split('Caused by:');
    throw new Failure(`the build failed: ${said.trim() || error.message}`);
  }
}

/** Names, sizes and times of all sources: reading them all would take longer than compiling them. */
function fingerprint(root) {
  const hash = createHash('sha256');
  const visit = (path) => {
    const { isDirectory, size, mtimeMs } = describe(join(root, path));
    if (isDirectory) for (const name of readdirSync(join(root, path)).sort()) visit(`${path}/${name}`);
    else hash.update(`${path} ${size} ${mtimeMs}\n`);
  };
  for (const path of [...SOURCES, '.swcrc', 'package-lock.json'])
    if (existsSync(join(root, path))) visit(path);
  return hash.digest('hex');
}

function describe(path) {
  const stats = statSync(path);
  return { isDirectory: stats.isDirectory(), size: stats.size, mtimeMs: stats.mtimeMs };
}
