import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createHttpApplication, describeApi } from '@muster/platform';
import { AppModule } from './app.module';
import { FALLBACK, SURFACES } from './surfaces/surfaces';

/** File name to text of every OpenAPI document. Needs neither database nor Redis: the application is only looked at. */
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

/** Puts these files in the place of whatever the folder holds. */
export function rewrite(folder: string, files: Map<string, string>): void {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const [name, text] of files) writeFileSync(join(folder, name), text);
}
