import { once } from 'node:events';
import { resolve } from 'node:path';
import {
  loadSettings,
  migrate,
  redisClient,
  SettingsClass,
  SettingsError,
  settingsOf,
} from '@muster/platform';
import { migrations } from '@muster/schema';
import { Client } from 'pg';
import type { Connections, Facts, PreparationAnswer } from './preparation';
import { StartError } from './start.error';

const CONNECT_MS = 5_000;

/** Validates every setting of every app, then brings the database up to date. See `Preparation`. */
async function prepare(): Promise<void> {
  process.channel?.ref();
  const { settingsClasses } = (await import(process.argv[2] ?? '')) as { settingsClasses: SettingsClass[] };
  await tell({ facts: factsOf(settingsClasses, loadSettings(settingsClasses)) });
  const [{ databaseUrl, redisUrl }] = (await once(process, 'message')) as [Connections];
  await Promise.all([checkDatabase(databaseUrl), checkRedis(redisUrl)]);
  await migrate(databaseUrl, migrations);
  await tell({ migrated: { newcomer: await nobodyYet(databaseUrl) } });
}

/** Waits until the answer is out, because the process ends after the last one. */
const tell = (answer: PreparationAnswer): Promise<void> =>
  new Promise((sent) => {
    process.send?.(answer, undefined, undefined, () => {
      sent();
    });
  });

/** By the variables' names, because which class holds one is its app's affair. */
function factsOf(classes: SettingsClass[], loaded: object[]): Facts {
  const values = new Map(
    classes.flatMap((type, index) =>
      settingsOf(type).map(({ env, property }) => [
        env,
        Reflect.get(loaded[index] ?? {}, property) as unknown,
      ]),
    ),
  );
  const host = values.get('HOST');
  return {
    ...(host !== undefined && { host: String(host) }),
    port: Number(values.get('PORT') ?? 8_000),
    extraPorts: ((values.get('EXTRA_PORTS') as unknown[] | undefined) ?? []).map(Number),
    healthPort: Number(values.get('HEALTH_PORT') ?? 0),
    dataDir: resolve(String(values.get('DATA_DIR'))),
    adminEmail: String(values.get('ADMIN_EMAIL') ?? ''),
  };
}

async function checkDatabase(url: string): Promise<void> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: CONNECT_MS });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.end();
  } catch (error) {
    throw new StartError(`cannot reach the database at ${placeOf(url)} (DATABASE_URL): ${reasonOf(error)}`);
  }
}

async function checkRedis(url: string): Promise<void> {
  const client = redisClient(url, {
    lazyConnect: true,
    connectTimeout: CONNECT_MS,
    retryStrategy: () => null,
  });
  let reason: unknown;
  client.on('error', (error) => (reason ??= error));
  try {
    await client.connect();
    await client.ping();
  } catch (error) {
    throw new StartError(`cannot reach Redis at ${placeOf(url)} (REDIS_URL): ${reasonOf(reason ?? error)}`);
  } finally {
    client.disconnect();
  }
}

const placeOf = (url: string): string => new URL(url).host;

/** An attempt on several addresses fails with one error that holds the real ones. */
function reasonOf(error: unknown): string {
  const { message, code, errors } = error as Error & { code?: string; errors?: Error[] };
  return message || errors?.[0]?.message || code || String(error);
}

async function nobodyYet(url: string): Promise<boolean> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<{ nobody: boolean }>(
      `SELECT NOT EXISTS (SELECT FROM app_user WHERE kind = 'person') AS nobody`,
    );
    return rows[0]?.nobody ?? true;
  } finally {
    await client.end();
  }
}

prepare()
  .catch((error: Error) => tell({ failure: explain(error) }))
  .finally(() => {
    process.disconnect();
  });

const explain = (error: Error): string =>
  error instanceof SettingsError || error instanceof StartError
    ? error.message
    : `the database could not be prepared: ${error.message}`;
