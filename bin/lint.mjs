import { spawn } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';

const FOLDERS = ['apps', 'libs', 'tools', 'test'];

/** All checks at once; each speaks only when it fails. Answers the exit code. */
export async function lint(root, node) {
  mkdirSync(join(root, '.data'), { recursive: true });
  const tool = (path) => join(root, 'node_modules', path);
  const folders = FOLDERS.filter((folder) => existsSync(join(root, folder)));
  const checks = {
    'style (eslint)': [tool('eslint/bin/eslint.js'), '--max-warnings=0', '.'],
    'import directions (dependency-cruiser)': [
      tool('dependency-cruiser/bin/dependency-cruiser.mjs'),
      ...['--config', '.dependency-cruiser.cjs', ...folders],
    ],
    'unused code (knip)': [tool('knip/bin/knip.js'), '--no-config-hints'],
    'format (prettier)': [tool('prettier/bin/prettier.cjs'), '--check', '--log-level=warn', '.'],
  };
  const outcomes = await Promise.all(
    Object.entries(checks).map(([name, args]) => check(root, node, name, args)),
  );
  return outcomes.every(Boolean) ? 0 : 1;
}

function check(root, node, name, args) {
  const child = spawn(node, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (said += chunk));
  return new Promise((resolve) => {
    child.once('error', (error) => (said += error.message));
    child.once('close', (code) => {
      console.log(`${code === 0 ? 'ok    ' : 'FAILED'} ${name}${code === 0 ? '' : `\n${said.trimEnd()}\n`}`);
      resolve(code === 0);
    });
  });
}
