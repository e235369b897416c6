import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { randomBytes } from 'node:crypto';
import { chown, lstat, mkdir, realpath, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { placeFor, reaches } from './places';
import type { SystemUser } from './system-user';

const run = promisify(execFile);

export const DATABASE_USER = 'muster';

/** The programs of Postgres and the account that runs them. */
export interface Programs {
  bin: string;
  user?: SystemUser;
}

interface ClusterSpec {
  dataDir: string;
  password: string;
  /** Whether it must survive a power cut. */
  durable: boolean;
}

/** Locales and paths of the caller's shell must not decide what a cluster is. */
export const cleanEnvironment = (): NodeJS.ProcessEnv => ({ PATH: process.env.PATH, LC_ALL: 'C', TZ: 'UTC' });

/**
 * The cluster of a data folder, made on the first call: complete or absent, never half made. Where the database user
 * may not enter the data folder, a link in it leads to the cluster. Answers its real path.
 */
export async function ensureCluster(
  spec: ClusterSpec,
  programs: Programs,
  say: (line: string) => void,
): Promise<string> {
  const cluster = join(spec.dataDir, 'postgres');
  if (await exists(join(cluster, 'PG_VERSION'))) return realpath(cluster);
  const entered = !programs.user || (await reaches('folder', spec.dataDir, programs.user));
  const home = entered ? cluster : join(await placeFor('clusters'), randomBytes(6).toString('hex'));
  await create(`${home}.new`, spec, programs);
  await rename(`${home}.new`, home);
  if (entered) return home;
  await rm(cluster, { force: true });
  await symlink(home, cluster);
  say(`the database is in ${home}, because its system user may not enter ${spec.dataDir}`);
  return home;
}

const exists = (path: string): Promise<boolean> =>
  lstat(path).then(
    () => true,
    () => false,
  );

async function create(folder: string, spec: ClusterSpec, programs: Programs): Promise<void> {
  const passwordFile = `${folder}.password`;
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { mode: 0o700 });
  await writeFile(passwordFile, `${spec.password}\n`, { mode: 0o600 });
  const { user } = programs;
  if (user) await Promise.all([folder, passwordFile].map((path) => chown(path, user.uid, user.gid)));
  try {
    await execute(programs, 'initdb', [...INITDB, `--pgdata=${folder}`, `--pwfile=${passwordFile}`]);
    await makeDatabase(programs, folder);
    if (spec.durable) await execute(programs, 'initdb', ['--sync-only', `--pgdata=${folder}`]);
  } finally {
    await rm(passwordFile, { force: true });
  }
}

const INITDB = [
  `--username=${DATABASE_USER}`,
  '--auth=scram-sha-256',
  '--encoding=UTF8',
  '--locale=C',
  '--locale-provider=builtin',
  '--builtin-locale=C.UTF-8',
  '--no-sync',
  '--no-instructions',
];

/** Single-user mode needs neither a port nor a password. */
async function makeDatabase({ bin, user }: Programs, cluster: string): Promise<void> {
  const server = spawn(join(bin, 'postgres'), ['--single', '-D', cluster, '-F', 'postgres'], {
    ...user,
    cwd: '/',
    env: cleanEnvironment(),
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  server.stdin.end(`CREATE DATABASE ${DATABASE_USER}\n`);
  const [code] = (await once(server, 'exit')) as [number | null];
  if (code !== 0) throw new Error('the embedded database could not be set up');
}

/** Runs one of Postgres' programs as its user; what it says on failure becomes the error. */
export async function execute({ bin, user }: Programs, program: string, args: string[]): Promise<void> {
  try {
    await run(join(bin, program), args, { ...user, cwd: '/', env: cleanEnvironment() });
  } catch (error) {
    const { stderr, message } = error as { stderr?: string; message: string };
    throw new Error(`${program}: ${(stderr?.trim() || message).split('\n').slice(-3).join(' ')}`);
  }
}
