import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';

const PAGE_BYTES = 4_096;
const EVERY_MS = 100;
const MOST_ENTRIES = 10_000;

export interface Bounds {
  memoryBytes: number;
  /** Of all files in the folder together. */
  folderBytes: number;
}

/**
 * Calls `onBreach` once when the processes below `pid` together, or the files of a folder together, are larger than
 * they may be: limits of the system count for each process and each file by itself.
 */
export function watch(
  pid: number,
  folder: string,
  bounds: Bounds,
  onBreach: (what: string) => void,
): () => void {
  let stopped = false;
  const look = async (): Promise<void> => {
    const [memory, files] = await Promise.all([memoryBelow(pid), sizeOf(folder)]);
    if (stopped) return;
    if (memory > bounds.memoryBytes) onBreach('too much memory');
    else if (files > bounds.folderBytes) onBreach('too many bytes in files');
    else timer = setTimeout(() => void look(), EVERY_MS);
  };
  let timer = setTimeout(() => void look(), EVERY_MS);
  return () => {
    stopped = true;
    clearTimeout(timer);
  };
}

/** Resident memory of a process and all its descendants. What ends meanwhile counts for nothing. */
async function memoryBelow(pid: number): Promise<number> {
  const statm = await readFile(`/proc/${pid}/statm`, 'utf8').catch(() => '');
  const own = Number(statm.split(' ')[1] ?? 0) * PAGE_BYTES;
  const below = await Promise.all((await childrenOf(pid)).map(memoryBelow));
  return below.reduce((sum, bytes) => sum + bytes, own);
}

async function childrenOf(pid: number): Promise<number[]> {
  const threads = await readdir(`/proc/${pid}/task`).catch(() => []);
  const lists = await Promise.all(
    threads.map((thread) => readFile(`/proc/${pid}/task/${thread}/children`, 'utf8').catch(() => '')),
  );
  return lists.flatMap((list) => list.split(' ').filter(Boolean).map(Number));
}

/** Bytes that are really taken; a file of holes is as small as it is. */
async function sizeOf(folder: string): Promise<number> {
  const names = await readdir(folder, { recursive: true }).catch(() => []);
  if (names.length > MOST_ENTRIES) return Infinity;
  const sizes = await Promise.all(
    names.map((name) =>
      stat(join(folder, name)).then(
        ({ blocks }) => blocks * 512,
        () => 0,
      ),
    ),
  );
  return sizes.reduce((sum, bytes) => sum + bytes, 0);
}
