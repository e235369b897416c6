import { resolve } from 'node:path';
import { differences, openApiFiles, rewrite } from './openapi';

/** Writes the OpenAPI documents to `apps/gateway/openapi`; with `--check` only says which are not up to date. */
async function main(check: boolean): Promise<void> {
  const folder = resolve('apps', 'gateway', 'openapi');
  const files = await openApiFiles();
  if (!check) return rewrite(folder, files);
  const wrong = differences(folder, files);
  if (wrong.length === 0) return;
  console.error(`not what the code says, run \`npm run openapi\`: ${wrong.join(', ')}`);
  process.exitCode = 1;
}

void main(process.argv.includes('--check'));
