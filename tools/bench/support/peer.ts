import { join } from 'node:path';
import type { Installation } from '../product/installation';
import { PROMPTS } from '../sections/burst';
import type { Bench } from '../section';
import { Api } from './api';
import type { Target } from './burst-of';
import { Child } from './child';

export interface Peer {
  name: string;
  script: string;
  /** Whether what it has done survives its death, step by step. */
  durable: boolean;
  note: string;
  /**
   * It asks the internet for its latest release, and nothing turns that off: it gets no network. Where that cannot be
   * arranged it is not run.
   */
  alone?: boolean;
  options: (installation: Installation) => Promise<object> | object;
}

export const PEERS: Peer[] = [
  {
    name: 'Bull alone',
    script: 'bull.mjs',
    durable: false,
    note: 'a queue, no record of steps, nothing on disk: what the queue itself can carry',
    options: ({ redis }) => ({ redisUrl: redis.urls[0] }),
  },
  {
    name: 'DBOS',
    script: 'dbos.mjs',
    durable: true,
    note: 'one process with its HTTP server, same Postgres, pool of 20',
    options: async (installation) => ({ databaseUrl: await ownDatabase(installation, 'bench_dbos') }),
  },
  {
    name: 'Restate',
    script: 'restate.mjs',
    durable: true,
    note: 'its own server with its own store, handlers in one process; counted when the handler has returned',
    options: ({ folder }) => ({ folder: join(folder, 'restate') }),
    alone: true,
  },
];

/** Nothing may be told to anybody outside, and little to us. */
const SILENT = {
  DO_NOT_TRACK: '1',
  SCARF_ANALYTICS: 'false',
  RESTATE_LOGGING: 'ERROR',
  NODE_NO_WARNINGS: '1',
};

/** Where a peer listens: at an address, or on a socket in the file system. */
interface Place {
  url?: string;
  socket?: string;
  path: string;
}

const apiAt = ({ url = 'http://peer', socket }: Place): Api => new Api(url, undefined, 64, socket);

/** Throws when it does not come up. */
export async function startPeer(
  { installation }: Bench,
  { script, options, alone }: Peer,
  folder: string,
): Promise<{ target: Target; stop: () => Promise<void> }> {
  const args = [JSON.stringify(await options(installation))];
  const child = Child.start(join(folder, script), {
    args,
    cwd: folder,
    alone,
    env: { ...process.env, ...SILENT },
  });
  const { start, done } = await child.message<{ start: Place; done: Place }>();
  const [starts, counts] = [apiAt(start), apiAt(done)];
  return {
    target: {
      start: () => starts.post(start.path, PROMPTS),
      done: async () => (JSON.parse((await counts.get(done.path)).text) as { count: number }).count,
    },
    stop: async () => {
      starts.close();
      counts.close();
      await child.stop();
    },
  };
}

async function ownDatabase(installation: Installation, name: string): Promise<string> {
  await installation.sql(`CREATE DATABASE ${name}`);
  return installation.postgres.url(name);
}
