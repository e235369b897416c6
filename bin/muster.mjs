#!/usr/bin/env node
import { createRequire } from 'node:module';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureBuilt } from './build.mjs';
import { Failure } from './failure.mjs';
import { ensureInstalled } from './install.mjs';
import { lint } from './lint.mjs';
import { checkNode, endWithNpm, isThisNode, pinnedNode, runNode } from './runtime.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const tool = (path) => join(root, 'node_modules', path);
const compiled = (path) => join(root, 'dist', path);

/** Each works on a fresh clone: packages first, then, where compiled code runs, the build. */
const COMMANDS = {
  start: { about: 'start everything on this machine', build: true, run: start },
  test: { about: 'all tests, or those named', build: true, run: node(tool('jest/bin/jest.js')) },
  build: { about: 'compile into dist', build: true, run: () => 0 },
  // For those who run from the installed packages already and must not have them replaced underfoot.
  compile: {
    about: 'compile into dist with the packages that are there',
    build: true,
    installed: true,
    run: () => 0,
  },
  migrate: {
    about: 'bring the database at DATABASE_URL up to date',
    build: true,
    run: node(compiled('libs/local/src/migrate.main.js')),
  },
  audit: {
    about: '`verify FILE [--key FILE]`: whether an exported audit trail is whole',
    build: true,
    run: node(compiled('tools/audit.main.js')),
  },
  demo: { about: 'the main job in the terminal', build: true, run: node(compiled('tools/demo.main.js')) },
  bench: { about: 'measure', build: true, run: node(compiled('tools/bench.main.js')) },
  'bench:retrieval': {
    about: 'measure search: its quality and its speed',
    build: true,
    run: node(compiled('tools/bench-retrieval.main.js')),
  },
  openapi: {
    about: 'write the OpenAPI documents; --check compares',
    build: true,
    run: node(compiled('apps/gateway/src/openapi.main.js')),
  },
  settings: {
    about: 'write the table of settings in README.md; --check compares',
    build: true,
    run: node(compiled('tools/settings-table.main.js')),
  },
  lint: { about: 'style, import directions, unused code, format', run: (runtime) => lint(root, runtime) },
  typecheck: { about: 'types', run: node(tool('typescript/bin/tsc'), '--noEmit', '-p', '.') },
  format: {
    about: 'format the sources',
    run: node(tool('prettier/bin/prettier.cjs'), '--write', '--log-level=warn', '.'),
  },
};

function node(script, ...fixed) {
  return (runtime, args) => {
    if (!existsSync(script)) throw new Failure(`${script} is missing`);
    return runNode(root, runtime, [script, ...fixed, ...args]);
  };
}

/** In this process when it is the right Node already: one process less for as long as Muster runs. */
async function start(runtime) {
  if (!isThisNode(runtime))
    return runNode(root, runtime, [fileURLToPath(import.meta.url), 'start'], { apart: true });
  const { main } = createRequire(import.meta.url)(compiled('libs/local/src/main.js'));
  return main(root);
}

async function run([name = '', ...args]) {
  const command = COMMANDS[name];
  if (!command) {
    console.log(`usage: node bin/muster.mjs COMMAND\n\n${list()}`);
    return name === '' ? 0 : 2;
  }
  checkNode();
  endWithNpm();
  if (!command.installed) await ensureInstalled(root);
  const runtime = pinnedNode(root);
  if (command.build) await ensureBuilt(root);
  return command.run(runtime, args);
}

const list = () =>
  Object.entries(COMMANDS)
    .map(([name, { about }]) => `  ${name.padEnd(15)} ${about}`)
    .join('\n');

run(process.argv.slice(2)).then(
  (code) => process.exit(code),
  (error) => {
    console.error(`muster: ${error instanceof Failure ? error.message : error.stack}`);
    process.exit(1);
  },
);
