import { randomBytes } from 'node:crypto';
import { access, open, rename } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Where the apps find the key that seals secrets: a file in the data folder, made by the first start. Undefined: the
 * environment says it already.
 */
export async function masterKeyFile(env: NodeJS.ProcessEnv, dataDir: string): Promise<string | undefined> {
  if (env.MASTER_KEY?.trim() || env.MASTER_KEY_FILE?.trim()) return undefined;
  const file = join(dataDir, 'master.key');
  const there = await access(file).then(
    () => true,
    () => false,
  );
  if (!there) await make(file);
  return file;
}

/** Whole or not at all: half a key would stop every later start. */
async function make(file: string): Promise<void> {
  const draft = `${file}.new`;
  const handle = await open(draft, 'w', 0o600);
  try {
    await handle.chmod(0o600);
    await handle.writeFile(`${randomBytes(32).toString('base64')}\n`);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(draft, file);
}
