import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** The command line of a process; undefined when there is none with this id. */
export async function commandOf(pid: number): Promise<string | undefined> {
  if (process.platform === 'linux')
    return readFile(`/proc/${pid}/cmdline`, 'utf8').then(
      (line) => line.replaceAll('\0', ' '),
      () => undefined,
    );
  return ps(pid, 'command');
}

/** Tells a process from a later one with the same id; undefined when there is none. */
export async function startOf(pid: number): Promise<string | undefined> {
  if (process.platform !== 'linux') return ps(pid, 'lstart');
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined);
  // Fields after the name, which may itself hold blanks and brackets: the twentieth is the start time.
  return stat?.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
}

async function ps(pid: number, column: string): Promise<string | undefined> {
  try {
    return (await run('ps', ['-p', String(pid), '-o', `${column}=`])).stdout.trim() || undefined;
  } catch {
    return undefined;
  }
}
