import { cpuBelow } from '../support/process-tree';

/**
 * What one piece of work costs each process in CPU time, in words: unlike its speed this hardly depends on what else
 * the machine does. Call it before the work; call the answer after it with the number of pieces.
 */
export async function cpuMeter(): Promise<(pieces: number) => Promise<string | undefined>> {
  const before = await cpuBelow(process.pid);
  const own = process.cpuUsage();
  return async (pieces) => {
    const after = await cpuBelow(process.pid);
    if (!before || !after) return undefined;
    const { user, system } = process.cpuUsage(own);
    const used = [...after].map(([name, seconds]) => [name, seconds - (before.get(name) ?? 0)] as const);
    const each = [...used, ['the bench itself', (user + system) / 1e6] as const]
      .map(([name, seconds]) => [name, (seconds * 1_000) / pieces] as const)
      .filter(([, ms]) => ms >= 0.005)
      .toSorted((a, b) => b[1] - a[1]);
    return `CPU for each: ${each.map(([name, ms]) => `${name} ${ms.toFixed(2)} ms`).join(', ')}`;
  };
}
