import { execFileSync } from 'node:child_process';
import { cpus, loadavg, platform, release, totalmem } from 'node:os';

/** The machine, for whoever compares figures. */
export function machine(): string {
  const [first] = cpus();
  const gigabytes = Math.round(totalmem() / 2 ** 30);
  return `${cpus().length} × ${first?.model.trim() ?? 'unknown CPU'}, ${gigabytes} GB, ${platform()} ${release()}, Node ${process.versions.node}`;
}

/** Processes that wanted a CPU in the last minute; above the number of CPUs the figures suffer. */
export const load = (): string => `load average ${loadavg()[0]?.toFixed(1)} on ${cpus().length} CPUs`;

/** Files and sockets that one process may have open at most; Node raises its own limit up to this. */
export function openFileLimit(): number {
  try {
    const said = execFileSync('/bin/sh', ['-c', 'ulimit -Hn'], { encoding: 'utf8' }).trim();
    return said === 'unlimited' ? Infinity : Number(said);
  } catch {
    return Infinity;
  }
}
