const { transformFileSync } = require('@swc/core');
const { readFileSync } = require('node:fs');
const { resolve } = require('node:path');

/** Preloaded into processes that a spec starts: runs the TypeScript sources as they are, compiled like a build. */
const root = resolve(__dirname, '..', '..');
const { $schema: _, ...options } = JSON.parse(readFileSync(resolve(root, '.swcrc'), 'utf8'));

require.extensions['.ts'] = (module, filename) => {
  const jsc = { ...options.jsc, baseUrl: root };
  const { code } = transformFileSync(filename, { ...options, jsc, swcrc: false, sourceMaps: 'inline' });
  module._compile(code, filename);
};
