import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** An operating system account by numbers. */
export interface SystemUser {
  uid: number;
  gid: number;
}

const NAME = 'postgres';

/**
 * The account that Postgres runs as: undefined means our own, which is right for everybody but root, whom Postgres
 * refuses. For root it is `postgres`, created when the machine has none.
 */
export async function databaseUser(say: (line: string) => void): Promise<SystemUser | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const known = await lookUp();
  if (known) return known;
  await create();
  const created = await lookUp();
  if (!created)
    throw new Error(
      'Postgres does not run as root and no user could be created for it: start as another user',
    );
  say(`created the system user "${NAME}", because Postgres does not run as root`);
  return created;
}

async function lookUp(): Promise<SystemUser | undefined> {
  try {
    const [uid, gid] = await Promise.all(['-u', '-g'].map((flag) => run('id', [flag, NAME])));
    return { uid: Number(uid?.stdout), gid: Number(gid?.stdout) };
  } catch {
    return undefined;
  }
}

async function create(): Promise<void> {
  const ways: [string, string[]][] = [
    ['useradd', ['--system', '--user-group', '--no-create-home', '--shell', '/bin/false', NAME]],
    ['adduser', ['-S', '-D', '-H', NAME]],
  ];
  for (const [command, args] of ways) {
    try {
      await run(command, args);
      return;
    } catch {
      // the next way; the caller reports when none of them worked
    }
  }
}
