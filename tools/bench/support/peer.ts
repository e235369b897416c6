import { join } from 'node:path';
import { freePort } from '../product/free-port';
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
    options: async ({ folder }) => ({
      ports: {
        ingress: await freePort(),
        admin: await freePort(),
        handlers: await freePort(),
        node: await freePort(),
      },
      folder: join(folder, 'restate'),
    }),
  },
];

/** Nothing may be told to anybody outside. */
const SILENT = { DO_NOT_TRACK: '1', SCARF_ANALYTICS: 'false', DBOS__TELEMETRY: 'false' };

/** Throws when it does not come up. */
export async function startPeer(
  { installation }: Bench,
  { script, options }: Peer,
  folder: string,
): Promise<{ target: Target; stop: () => Promise<void> }> {
  const args = [JSON.stringify(await options(installation))];
  const child = Child.start(join(folder, script), { args, cwd: folder, env: { ...process.env, ...SILENT } });
  const { start, done } = await child.message<{ start: string; done: string }>();
  const { origin, pathname } = new URL(start);
  const [starts, counts] = [new Api(origin), new Api(new URL(done).origin)];
  return {
    target: {
      start: () => starts.post(pathname, PROMPTS),
      done: async () => (JSON.parse((await counts.get('/done')).text) as { count: number }).count,
    },
    stop: async () => {
      starts.close();
      counts.close();
      await child.stop();
    },
  };
}

async function ownDatabase({ sql, postgres }: Installation, name: string): Promise<string> {
  await sql(`CREATE DATABASE ${name}`);
  return postgres.url(name);
}
