import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { commandOf } from '../processes/identity';
import { execute, Programs } from './cluster';

/**
 * Ends a server that an earlier, killed start left behind on this cluster, and forgets one that is gone. A pid that
 * belongs to some other program by now would otherwise keep Postgres from starting.
 */
export async function endOrphan(cluster: string, programs: Programs): Promise<void> {
  const file = join(cluster, 'postmaster.pid');
  const pid = Number((await readFile(file, 'utf8').catch(() => '')).split('\n')[0]);
  if (!pid) return;
  const command = await commandOf(pid);
  const ours = command?.includes('postgres') && command.includes(cluster);
  if (ours) await execute(programs, 'pg_ctl', ['stop', '-D', cluster, '-m', 'fast', '-w', '-t', '30']);
  else await rm(file, { force: true });
}
