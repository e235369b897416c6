import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { EmbeddedPostgres, PrivateRedis } from '@muster/local';
import { Pool } from 'pg';
import { Api } from '../support/api';
import { freePort } from './free-port';
import { SCENARIOS } from './scenarios';

const ADMIN = { email: 'admin@muster.local', password: 'bench correct horse battery' };

/** The product as `npm start` runs it, on databases and a folder of its own that go with it. */
export class Installation {
  readonly pool: Pool;
  /** The databases do not keep this process alive. */
  private readonly alive = setInterval(() => undefined, 60_000);
  /** Rejects when the product ends without being asked to. */
  readonly lost: Promise<never>;
  api: Api;
  owner: { orgId: string; userId: string };

  private constructor(
    readonly folder: string,
    readonly postgres: EmbeddedPostgres,
    readonly redis: PrivateRedis,
    private readonly main: ChildProcess,
  ) {
    this.pool = new Pool({ connectionString: postgres.url(), max: 4 });
    this.pool.on('error', () => undefined);
    this.lost = once(main, 'exit').then(([code, signal]) => {
      throw new Error(`Muster has ended (${String(signal ?? code)})`);
    });
    this.lost.catch(() => undefined);
  }

  static async start(root: string, say: (line: string) => void): Promise<Installation> {
    const folder = await mkdtemp(join(tmpdir(), 'muster-bench-'));
    await chmod(folder, 0o711);
    const scenarios = join(folder, 'scenarios');
    await mkdir(scenarios);
    for (const [name, scenario] of Object.entries(SCENARIOS))
      await writeFile(join(scenarios, `${name}.json`), JSON.stringify(scenario));
    const postgres = new EmbeddedPostgres({ dataDir: join(folder, 'data'), say });
    const [redis] = await Promise.all([PrivateRedis.start({ say }), postgres.start()]);
    const port = await freePort();
    const main = fork(join(root, 'bin', 'muster.mjs'), ['start'], {
      cwd: root,
      execArgv: [],
      stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
      env: {
        ...process.env,
        PORT: String(port),
        HOST: '127.0.0.1',
        DATA_DIR: join(folder, 'data'),
        DATABASE_URL: postgres.url(),
        REDIS_URL: redis.urls[0],
        SCENARIO_DIR: scenarios,
        ADMIN_EMAIL: ADMIN.email,
        ADMIN_PASSWORD: ADMIN.password,
        DEFAULT_MODEL: 'scripted/echo',
        RATE_LIMIT: 'off',
        LOG_LEVEL: 'warn',
      },
    });
    const installation = new Installation(folder, postgres, redis, main);
    try {
      await installation.untilReady(say);
      await installation.logIn(`http://127.0.0.1:${port}`);
      return installation;
    } catch (error) {
      await installation.stop();
      throw error;
    }
  }

  async sql<T extends object>(text: string, values: unknown[] = []): Promise<T[]> {
    return (await this.pool.query<T>(text, values)).rows;
  }

  /** Process id of the only runner. */
  async runnerPid(): Promise<number> {
    const [worker] = await this.sql<{ pid: number }>(
      'SELECT pid FROM worker WHERE lease_until > now() ORDER BY started_at DESC LIMIT 1',
    );
    if (!worker) throw new Error('no runner is alive');
    return worker.pid;
  }

  async stop(): Promise<void> {
    this.api?.close();
    await this.pool.end();
    if (this.main.exitCode === null && this.main.signalCode === null) {
      this.main.kill('SIGTERM');
      await once(this.main, 'exit');
    }
    await this.redis.stop();
    await this.postgres.stop();
    await rm(this.folder, { recursive: true, force: true });
    clearInterval(this.alive);
  }

  private async untilReady(say: (line: string) => void): Promise<void> {
    const { stdout } = this.main;
    if (!stdout) throw new Error('the start has no output');
    const ready = Promise.withResolvers<void>();
    createInterface({ input: stdout }).on('line', (line) => {
      if (line.startsWith('Muster is ready')) ready.resolve();
      else if (/"level":"(warn|error|fatal)"|starting again/.test(line)) say(line);
    });
    await Promise.race([ready.promise, this.lost]);
  }

  private async logIn(url: string): Promise<void> {
    const credentials = { username: ADMIN.email, password: ADMIN.password };
    const { token } = await new Api(url).post<{ token: string }>('/auth/login', credentials);
    this.api = new Api(url, token);
    const [owner] = await this.sql<{ orgId: string; userId: string }>(
      `SELECT m.org_id AS "orgId", u.id AS "userId" FROM app_user u JOIN membership m ON m.user_id = u.id WHERE u.email = $1`,
      [ADMIN.email],
    );
    if (!owner) throw new Error('the administrator is in no organization');
    this.owner = owner;
  }
}
