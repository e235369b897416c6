import { mkdir, open, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { startOf } from '../processes/identity';
import { StartError } from './start.error';

/** Others may pass through to the database, which root runs as another user; nobody but us may list or read. */
const MODE = 0o711;

const REFUSALS: Record<string, string> = {
  EACCES: 'permission denied',
  EROFS: 'the file system is read-only',
  ENOTDIR: 'a part of the path is a file',
};

/** Makes the data folder and takes it for this process alone; answers how to give it back. */
export async function claimDataDir(dataDir: string): Promise<() => Promise<void>> {
  const file = join(dataDir, 'muster.pid');
  try {
    await mkdir(dataDir, { recursive: true, mode: MODE });
    await claim(file, dataDir);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (error instanceof StartError) throw error;
    throw new StartError(`cannot write to ${dataDir} (DATA_DIR): ${REFUSALS[code ?? ''] ?? code ?? message}`);
  }
  return () => rm(file, { force: true });
}

async function claim(file: string, dataDir: string): Promise<void> {
  for (;;) {
    if (await created(file)) return;
    const [pid, start] = (await readFile(file, 'utf8').catch(() => '')).split(' ');
    const alive = pid && (await startOf(Number(pid))) === start;
    if (alive) throw new StartError(`Muster already runs on ${dataDir}, as process ${pid}`);
    await rm(file, { force: true });
  }
}

/** The file names the process and when it began, so that a later process with the same id is told apart. */
async function created(file: string): Promise<boolean> {
  try {
    const handle = await open(file, 'wx', 0o600);
    await handle.writeFile(`${process.pid} ${(await startOf(process.pid)) ?? ''}`);
    await handle.close();
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}
