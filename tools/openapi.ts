import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createHttpApplication, describeApi } from '@muster/platform';
import { AppModule } from '../apps/gateway/src/app.module';
import { FALLBACK, SURFACES } from '../apps/gateway/src/surfaces/surfaces';

/**
 * Writes the OpenAPI documents to `apps/gateway/openapi`, one per surface and the merged one. With `--check` it
 * writes nothing and fails when a file is not what it would write. Needs neither database nor Redis.
 */
export async function openApiFiles(): Promise<Map<string, string>> {
  const app = await createHttpApplication(AppModule, {
    surfaces: SURFACES,
    fallback: FALLBACK,
    logger: false,
    preview: true,
  });
  const { merged, surfaces } = describeApi(app, SURFACES);
  const documents = { ...surfaces, merged };
  return new Map(
    Object.entries(documents).map(([name, document]) => [
      `${name}.json`,
      `${JSON.stringify(document, null, 2)}\n`,
    ]),
  );
}

/** Names of the files that are missing, outdated or not generated any more. */
export function differences(folder: string, files: Map<string, string>): string[] {
  const existing = new Map(
    readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), 'utf8')]),
  );
  return [...new Set([...files.keys(), ...existing.keys()])].filter(
    (name) => files.get(name) !== existing.get(name),
  );
}

async function main(folder: string, check: boolean): Promise<void> {
  const files = await openApiFiles();
  if (!check) rewrite(folder, files);
  const wrong = differences(folder, files);
  if (wrong.length === 0) return;
  console.error(`not what the code says, run \`npm run openapi\`: ${wrong.join(', ')}`);
  process.exitCode = 1;
}

function rewrite(folder: string, files: Map<string, string>): void {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const [name, text] of files) writeFileSync(join(folder, name), text);
}

if (require.main === module)
  void main(resolve('apps', 'gateway', 'openapi'), process.argv.includes('--check'));
