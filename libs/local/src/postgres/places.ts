import { execFile } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { SystemUser } from './system-user';

const run = promisify(execFile);

/** Root's own folders are closed to the database user; this one is not. */
const SHARED_ROOT = '/var/lib/muster';

/** A folder, made when missing, that every user of the machine may enter. */
export async function placeFor(name: string): Promise<string> {
  const place = join(SHARED_ROOT, name);
  await mkdir(place, { recursive: true, mode: 0o755 });
  return place;
}

/** Whether `user` can read the file, or enter the folder, at `path`: every folder above it counts. */
export async function reaches(kind: 'file' | 'folder', path: string, user: SystemUser): Promise<boolean> {
  try {
    const test = kind === 'file' ? 'test -r "$1"' : 'test -x "$1"';
    await run('/bin/sh', ['-c', test, 'sh', path], { ...user, cwd: '/' });
    return true;
  } catch {
    return false;
  }
}

/** Lets everybody read and enter `folder` and what is in it. */
export async function openToRead(folder: string): Promise<void> {
  await run('chmod', ['-R', 'a+rX', folder]);
}
