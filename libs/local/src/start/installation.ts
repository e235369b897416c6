import { randomBytes } from 'node:crypto';
import { freePort } from '../processes/ports';
import { EmbeddedPostgres } from '../postgres/embedded-postgres';
import { PrivateRedis } from '../redis/private-redis';
import { AppProcess, AppSpec } from '../supervisor/app-process';
import { allReady, answers } from '../supervisor/readiness';
import { addressOf } from './address';
import { claimDataDir } from './data-dir';
import { guide } from './guide';
import { masterKeyFile } from '../secrets/master-key';
import { checkPorts } from './ports-check';
import { StartError } from './start.error';
import { Connections, Facts, Preparation } from './preparation';

/** Goes to the app that makes the account, and to no other. */
export interface FirstAdministrator {
  /** Undefined: it is set in the environment, or there is an account already. */
  password?: string;
}

export interface StartOptions {
  /** The folder of the clone. */
  root: string;
  env: NodeJS.ProcessEnv;
  /** Exports `settingsClasses`: every class that an app reads its settings into. */
  settingsModule: string;
  apps: (facts: Facts, admin: FirstAdministrator) => AppSpec[];
  print: (line: string) => void;
}

/** Everything that one `npm start` runs, in the order in which it has to stop. */
export class Installation {
  private readonly stops: (() => Promise<void> | void)[] = [];
  private readonly ending = new AbortController();
  private stopped?: Promise<void>;
  private apps: AppProcess[] = [];

  constructor(private readonly options: StartOptions) {}

  /** Answers when every app is ready. Throws `StartError` with everything stopped again. */
  async start(): Promise<void> {
    try {
      await this.bringUp();
    } catch (error) {
      const aborted = this.ending.signal.aborted;
      await this.stop();
      if (!aborted) throw error;
    }
  }

  /** Apps first, then Redis, then Postgres. Safe to call at any time and more than once. */
  stop(): Promise<void> {
    this.ending.abort();
    this.stopped ??= this.takeDown();
    return this.stopped;
  }

  /** For the impatient: apps that are still finishing their work are killed. */
  hurry(): void {
    for (const app of this.apps) app.kill();
  }

  private async bringUp(): Promise<void> {
    const { env, root, settingsModule, print } = this.options;
    const preparation = new Preparation(settingsModule, env);
    this.stops.push(() => {
      preparation.end();
    });
    const validated = await preparation.facts();
    const facts = { ...validated, port: validated.port || (await freePort()) };
    this.stops.push(await claimDataDir(facts.dataDir));
    await checkPorts(facts);
    const connections = await this.connections(facts);
    const { newcomer } = await preparation.migrate(connections);
    const password =
      newcomer && !env.ADMIN_PASSWORD?.trim() ? randomBytes(12).toString('base64url') : undefined;
    const address = addressOf(facts);
    try {
      await this.startApps(this.options.apps(facts, { password }), {
        ...connections,
        dataDir: facts.dataDir,
      });
      if (!(await answers(`${address}/health`)))
        throw new StartError(`the gateway does not answer at ${address}/health`);
    } catch (error) {
      // The gateway may have made the account before something else failed, and no later start makes another.
      if (password) print(`If the first administrator was made, the password is ${password}`);
      throw error;
    }
    print(guide({ ...facts, root, address, adminPassword: password }));
  }

  private async connections({ dataDir }: Facts): Promise<Connections> {
    const { DATABASE_URL, REDIS_URL } = this.options.env;
    const [databaseUrl, redisUrl] = await Promise.all([
      DATABASE_URL?.trim() || this.postgres(dataDir),
      REDIS_URL?.trim() || this.redis(),
    ]);
    return { databaseUrl, redisUrl };
  }

  private async postgres(dataDir: string): Promise<string> {
    const postgres = new EmbeddedPostgres({ dataDir, say: this.say });
    this.stops.push(() => postgres.stop());
    await postgres.start();
    return postgres.url();
  }

  private async redis(): Promise<string> {
    const redis = await PrivateRedis.start({ say: this.say });
    this.stops.push(() => redis.stop());
    if (redis.kind === 'embedded')
      this.say(
        'no redis-server on PATH: using the embedded Redis, in memory, good for one machine; set REDIS_URL for more',
      );
    return redis.urls[0] ?? '';
  }

  private async startApps(specs: AppSpec[], shared: Connections & { dataDir: string }): Promise<void> {
    this.ending.signal.throwIfAborted();
    const keyFile = await masterKeyFile(this.options.env, shared.dataDir);
    const env = {
      ...this.options.env,
      ...(keyFile !== undefined && { MASTER_KEY_FILE: keyFile }),
      DATABASE_URL: shared.databaseUrl,
      REDIS_URL: shared.redisUrl,
      DATA_DIR: shared.dataDir,
    };
    this.apps = specs.map((spec) => new AppProcess(spec, env, this.relay));
    this.stops.push(async () => {
      await Promise.all(this.apps.map((app) => app.stop()));
    });
    for (const app of this.apps) app.start();
    await allReady(this.apps, this.ending.signal);
  }

  private async takeDown(): Promise<void> {
    for (const stop of this.stops.reverse()) await stop();
  }

  private readonly say = (line: string): void => {
    this.relay('muster', line);
  };

  private readonly relay = (who: string, line: string): void => {
    this.options.print(`${who.padEnd(NAME_WIDTH)} | ${line}`);
  };
}

const NAME_WIDTH = 'document-ingest'.length;
