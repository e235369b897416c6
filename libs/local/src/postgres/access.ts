import { randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { freePort, portProblem } from '../processes/ports';

/** How the cluster of a data folder is reached; kept in a file that only its owner can read. */
export interface Access {
  password: string;
  port: number;
}

const fileIn = (dataDir: string): string => join(dataDir, 'postgres.json');

/** The remembered password and port; new ones for a new cluster, a new port when the old one is taken. */
export async function access(dataDir: string): Promise<Access> {
  const known = await remembered(dataDir);
  if (known && !(await portProblem(known.port, '127.0.0.1'))) return known;
  const password = known?.password ?? randomBytes(18).toString('base64url');
  const chosen = { password, port: await freePort() };
  await writeFile(fileIn(dataDir), JSON.stringify(chosen), { mode: 0o600 });
  return chosen;
}

async function remembered(dataDir: string): Promise<Access | undefined> {
  try {
    return JSON.parse(await readFile(fileIn(dataDir), 'utf8')) as Access;
  } catch {
    return undefined;
  }
}
