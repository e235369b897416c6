import { readdir, readFile } from 'node:fs/promises';

export interface ProcessMemory {
  name: string;
  /** Memory of its own plus its share of what it has in common with others, kB. */
  pssKb: number;
  /** Everything it has mapped and resident, shared pages counted in full, kB. */
  rssKb: number;
}

/** `gateway`, `agent-runner`, `postgres`, …: what a command line is called in a report. */
function nameOf(command: string): string {
  const app = /\/apps\/([\w-]+)\//.exec(command)?.[1];
  if (app) return app;
  if (/\/muster\.mjs start$/.test(command)) return 'supervisor';
  if (/^\S*postgres(:| -D)/.test(command)) return 'postgres';
  if (/redis/.test(command)) return 'redis';
  const script = /\/([\w-]+)(?:\.main)?\.m?js(?: |$)/.exec(command)?.[1];
  return script ?? command.split(' ')[0] ?? '';
}

/** CPU seconds that everything below process `root` has used so far, by name. Undefined as above. */
export async function cpuBelow(root: number): Promise<Map<string, number> | undefined> {
  const pids = await pidsBelow(root);
  if (!pids) return undefined;
  const total = new Map<string, number>();
  for (const pid of pids) {
    const command = await commandOf(pid).catch(() => '');
    const seconds = ticksIn(await statOf(pid)) / TICKS_A_SECOND;
    total.set(nameOf(command), (total.get(nameOf(command)) ?? 0) + seconds);
  }
  return total;
}

/** The same on every Linux that Node runs on. */
const TICKS_A_SECOND = 100;

/** Memory of everything below process `root`, without it. Undefined where the system does not tell. */
export async function memoryBelow(root: number): Promise<ProcessMemory[] | undefined> {
  const pids = await pidsBelow(root);
  const all = pids && (await Promise.all(pids.map(memoryOf)));
  return all?.filter((each) => each !== undefined).toSorted((a, b) => b.pssKb - a.pssKb);
}

async function pidsBelow(root: number): Promise<number[] | undefined> {
  if (process.platform !== 'linux') return undefined;
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
  const parents = new Map(
    await Promise.all(pids.map(async (pid) => [pid, Number((await statOf(pid))[1])] as const)),
  );
  const isBelow = (pid: number): boolean => {
    const parent = parents.get(pid);
    return parent !== undefined && (parent === root || isBelow(parent));
  };
  return pids.filter(isBelow);
}

/** From the state on: the name before it may hold anything. Empty when the process has ended. */
async function statOf(pid: number): Promise<string[]> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
}

const ticksIn = (stat: string[]): number => Number(stat[11] ?? 0) + Number(stat[12] ?? 0);

const commandOf = async (pid: number): Promise<string> =>
  (await readFile(`/proc/${pid}/cmdline`, 'utf8')).replaceAll('\0', ' ').trim();

async function memoryOf(pid: number): Promise<ProcessMemory | undefined> {
  try {
    const rollup = await readFile(`/proc/${pid}/smaps_rollup`, 'utf8');
    const field = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(rollup)?.[1] ?? 0);
    return { name: nameOf(await commandOf(pid)), pssKb: field('Pss'), rssKb: field('Rss') };
  } catch {
    // It has ended meanwhile.
    return undefined;
  }
}
