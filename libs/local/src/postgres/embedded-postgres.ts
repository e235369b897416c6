import { chown, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { leash, Leashed } from '../processes/leash';
import { Perpetual } from '../processes/perpetual';
import { spokenLine } from '../processes/spoken-line';
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
  max_logical_replication_workers: '0',
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
  /** The cluster is thrown away when this process ends: nothing is forced to disk. */
  temporary?: boolean;
  say?: (line: string) => void;
}

/** Postgres from the installed package, with a cluster of its own, on loopback only, gone when this process is. */
export class EmbeddedPostgres {
  private server?: Perpetual;
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
    this.server = new Perpetual('Postgres', () => this.serve(cluster, programs), this.say);
    await this.server.start();
  }

  /** Waits for open transactions to be rolled back and everything to be on disk. */
  async stop(): Promise<void> {
    await this.server?.stop();
  }

  private async serve(cluster: string, programs: Programs): Promise<Leashed> {
    await endOrphan(cluster, programs);
    const settings = { ...SMALL, ...(this.options.temporary && THROWAWAY) };
    const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
    const port = String(this.access.port);
    const server = leash(join(programs.bin, 'postgres'), ['-D', cluster, '-p', port, ...flags], {
      signal: 'INT',
      user: programs.user,
      cwd: '/',
      env: cleanEnvironment(),
      ...(this.options.temporary && { removeAfter: this.options.dataDir }),
    });
    await spokenLine(server, 'database system is ready to accept connections').catch((error: Error) => {
      throw new Error(`Postgres did not start: ${error.message}`);
    });
    return server;
  }
}

const THROWAWAY = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  max_connections: '400',
  autovacuum: 'off',
};
