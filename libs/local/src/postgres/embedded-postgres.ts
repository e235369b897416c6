import { once } from 'node:events';
import { chown, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { leash, Leashed, unref } from '../processes/leash';
import { access, Access } from './access';
import { postgresFolder } from './binaries';
import { cleanEnvironment, DATABASE_USER, ensureCluster, Programs } from './cluster';
import { endOrphan } from './orphan';
import { databaseUser } from './system-user';

/** Few processes and little memory: the database of one installation on one machine. */
const SMALL = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '100',
  shared_buffers: '24MB',
  work_mem: '4MB',
  maintenance_work_mem: '32MB',
  max_wal_size: '256MB',
  wal_level: 'minimal',
  max_wal_senders: '0',
  io_method: 'sync',
  max_worker_processes: '2',
  max_parallel_workers_per_gather: '0',
  autovacuum_max_workers: '1',
  autovacuum_worker_slots: '1',
  jit: 'off',
  huge_pages: 'off',
  timezone: 'UTC',
  log_timezone: 'UTC',
  lc_messages: 'C',
};

interface EmbeddedPostgresOptions {
  /** Holds the cluster and the file with its password; made when missing. */
  dataDir: string;
  /** Server settings beside the small ones. */
  settings?: Record<string, string>;
  /** The cluster is thrown away when this process ends: nothing is forced to disk. */
  temporary?: boolean;
  say?: (line: string) => void;
}

/** Postgres from the installed package, with a cluster of its own, on loopback only, gone when this process is. */
export class EmbeddedPostgres {
  private server?: Leashed;
  private access: Access;
  private readonly say: (line: string) => void;

  constructor(private readonly options: EmbeddedPostgresOptions) {
    this.say = options.say ?? (() => undefined);
  }

  url(database = DATABASE_USER): string {
    return `postgres://${DATABASE_USER}:${this.access.password}@127.0.0.1:${this.access.port}/${database}`;
  }

  /** Answers when connections are accepted: after recovery, if the last stop was none. */
  async start(): Promise<void> {
    const { dataDir, temporary } = this.options;
    const user = await databaseUser(this.say);
    const programs = { user, bin: join(await postgresFolder(user, this.say), 'bin') };
    await mkdir(dataDir, { recursive: true, mode: user ? 0o711 : 0o700 });
    // The leash, which removes the folder in the end, runs as the same user as the server.
    if (temporary && user) await chown(dataDir, user.uid, user.gid);
    this.access = await access(dataDir);
    const spec = { dataDir, password: this.access.password, durable: !temporary };
    const cluster = await ensureCluster(spec, programs, this.say);
    await endOrphan(cluster, programs);
    await this.serve(cluster, programs);
  }

  async stop(): Promise<void> {
    await this.server?.stop();
    this.server = undefined;
  }

  private async serve(cluster: string, { bin, user }: Programs): Promise<void> {
    const settings = { ...SMALL, ...(this.options.temporary && THROWAWAY), ...this.options.settings };
    const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
    this.server = leash(join(bin, 'postgres'), ['-D', cluster, '-p', String(this.access.port), ...flags], {
      signal: 'INT',
      user,
      cwd: '/',
      env: cleanEnvironment(),
      ...(this.options.temporary && { removeAfter: this.options.dataDir }),
    });
    await accepting(this.server);
    unref(this.server);
  }
}

const THROWAWAY = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  max_connections: '400',
  autovacuum: 'off',
};

/** Waits for the word on its log that it is ready; its last lines explain when it ends instead. */
async function accepting({ process: server }: Leashed): Promise<void> {
  const lines: string[] = [];
  const log = createInterface({ input: server.stderr as NodeJS.ReadableStream });
  const ready = new Promise<void>((resolve) => {
    log.on('line', (line) => {
      lines.push(line);
      if (lines.length > 20) lines.shift();
      if (line.includes('database system is ready to accept connections')) resolve();
    });
  });
  const ended = once(server, 'exit').then(() => {
    const reasons = lines.filter((line) => /FATAL|ERROR|PANIC|HINT/.test(line));
    throw new Error(`Postgres did not start: ${reasons.join(' ') || lines.join(' ')}`);
  });
  await Promise.race([ready, ended]);
}
