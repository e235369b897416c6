import { readdir, readFile } from 'node:fs/promises';

export interface ProcessMemory {
  pid: number;
  command: string;
  /** Memory of its own plus its share of what it has in common with others, kB. */
  pssKb: number;
  /** Everything it has mapped and resident, shared pages counted in full, kB. */
  rssKb: number;
}

/** Memory of everything below process `root`, without it. Undefined where the system does not tell. */
export async function memoryBelow(root: number): Promise<ProcessMemory[] | undefined> {
  if (process.platform !== 'linux') return undefined;
  const parents = await parentsOfAll();
  const isBelow = (pid: number): boolean => {
    const parent = parents.get(pid);
    return parent !== undefined && (parent === root || isBelow(parent));
  };
  const all = await Promise.all([...parents.keys()].filter(isBelow).map(memoryOf));
  return all.filter((each) => each !== undefined).toSorted((a, b) => b.pssKb - a.pssKb);
}

async function parentsOfAll(): Promise<Map<number, number>> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
  const pairs = await Promise.all(
    pids.map(async (pid) => {
      const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
      const parent = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1];
      return [pid, Number(parent)] as const;
    }),
  );
  return new Map(pairs.filter(([, parent]) => parent > 0));
}

async function memoryOf(pid: number): Promise<ProcessMemory | undefined> {
  try {
    const rollup = await readFile(`/proc/${pid}/smaps_rollup`, 'utf8');
    const command = (await readFile(`/proc/${pid}/cmdline`, 'utf8')).replaceAll('\0', ' ').trim();
    const field = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(rollup)?.[1] ?? 0);
    return { pid, command, pssKb: field('Pss'), rssKb: field('Rss') };
  } catch {
    // It has ended meanwhile.
    return undefined;
  }
}
