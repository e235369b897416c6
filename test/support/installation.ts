import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { INestMicroservice, Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { AccountsService, type Actor, Authenticator } from '@muster/identity';
import {
  createHttpApplication,
  describeApi,
  listen,
  loadSettings,
  PlatformSettings,
  redisTransport,
  serviceRoot,
} from '@muster/platform';
import { testDatabase, testRedis } from '@muster/testing';
import { Pool, type QueryResultRow } from 'pg';
import { AppModule } from '../../apps/gateway/src/app.module';
import { FALLBACK, SURFACES } from '../../apps/gateway/src/surfaces/surfaces';
import { ApiClient } from './api-client';
import { withEnvironment } from './environment';
import { ResponseCheck } from './response-check';

export const PASSWORD = 'correct horse battery';

/** Somebody who is registered and signed in. */
export interface Person {
  token: string;
  actor: Actor;
  username: string;
  email: string;
  client: ApiClient;
}

export interface RunningGateway {
  app: NestExpressApplication;
  url: string;
  client: ApiClient;
  /** Registers somebody new. */
  person(input?: { username?: string; name?: string; email?: string }): Promise<Person>;
  close(): Promise<void>;
}

/** A whole installation in this process, on a database and a folder of its own. */
export class Installation {
  private readonly running = new Set<{ close(): Promise<unknown> }>();

  private constructor(
    readonly env: Record<string, string>,
    private readonly pool: Pool,
    private readonly dropDatabase: () => Promise<void>,
  ) {}

  static async create(env: Record<string, string> = {}): Promise<Installation> {
    const [database, redis] = await Promise.all([testDatabase(), testRedis()]);
    const dataDir = await mkdtemp(join(tmpdir(), 'muster-test-'));
    const settings = {
      DATABASE_URL: database.url,
      REDIS_URL: redis.url,
      REDIS_PREFIX: `test-${randomBytes(4).toString('hex')}`,
      DATA_DIR: dataDir,
      NODE_ENV: 'test',
      RATE_LIMIT: 'off',
      DRAIN_SECONDS: '2',
      PORT: '0',
      HOST: '127.0.0.1',
      ADMIN_PASSWORD: PASSWORD,
      MASTER_KEY: randomBytes(32).toString('base64'),
      ...env,
    };
    const pool = new Pool({ connectionString: database.url, max: 2 });
    // The server may cut a connection that is on its way out anyway.
    pool.on('error', () => undefined);
    return new Installation(settings, pool, async () => {
      await database.close();
      await rm(dataDir, { recursive: true, force: true });
    });
  }

  /** The gateway on a random port; `module` wraps `AppModule` when a spec brings routes of its own. */
  async startGateway(
    env: Record<string, string> = {},
    module: Type<object> = AppModule,
  ): Promise<RunningGateway> {
    const app = await this.withEnv(env, async (settings) => {
      const created = await createHttpApplication(serviceRoot(module, nothing), {
        surfaces: SURFACES,
        fallback: FALLBACK,
        logger: false,
      });
      created.connectMicroservice(redisTransport(settings));
      return created;
    });
    this.running.add(app);
    await app.startAllMicroservices();
    const [port] = await listen(app);
    const url = `http://127.0.0.1:${port}`;
    const client = new ApiClient(url, new ResponseCheck(describeApi(app, SURFACES).merged));
    return { app, url, client, person: (input) => person(app, client, input), close: () => this.stop(app) };
  }

  /** An app without a surface, beside the gateway and on the same rows: the runner, the ingest, the notifier. */
  async startApp(module: Type<object>, env: Record<string, string> = {}): Promise<INestMicroservice> {
    const app = await this.withEnv(env, (settings) =>
      NestFactory.createMicroservice(serviceRoot(module, nothing), {
        ...redisTransport(settings),
        logger: false,
        abortOnError: false,
      }),
    );
    this.running.add(app);
    await app.listen();
    return app;
  }

  async sql<T extends QueryResultRow>(text: string, values?: unknown[]): Promise<T[]> {
    return (await this.pool.query<T>(text, values)).rows;
  }

  async close(): Promise<void> {
    for (const app of [...this.running].reverse()) await this.stop(app);
    await this.pool.end();
    await this.dropDatabase();
  }

  private async stop(app: { close(): Promise<unknown> }): Promise<void> {
    if (this.running.delete(app)) await app.close();
  }

  /** Settings are read while an application is created, and only then. */
  private withEnv<T>(
    env: Record<string, string>,
    create: (settings: PlatformSettings) => Promise<T>,
  ): Promise<T> {
    return withEnvironment({ ...this.env, ...env }, () => create(loadSettings([PlatformSettings])[0]));
  }
}

const nothing = (): Promise<void> => Promise.resolve();

async function person(
  app: NestExpressApplication,
  client: ApiClient,
  input: { username?: string; name?: string; email?: string } = {},
): Promise<Person> {
  const username = `user-${randomBytes(6).toString('hex')}`;
  const account = {
    username,
    name: 'Ada Lovelace',
    email: `${username}@example.com`,
    password: PASSWORD,
    ...input,
  };
  const { token, user } = await app.get(AccountsService, { strict: false }).register(account);
  const actor = await app.get(Authenticator, { strict: false }).authenticate(token);
  return { token, actor, username: user.username, email: user.email, client: client.as(token) };
}
