import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { EmbeddedPostgres, PrivateRedis } from '@muster/local';
import { migrate } from '@muster/platform';
import { migrations } from '@muster/schema';
import { databaseUrl, onServer } from './databases';
import { givenServerUrl, publish, TestEnvironment } from './environment';
import { running } from './running';
import { temporaryFolder } from './temporary-folder';

/** One Postgres for the whole run, one Redis for each worker, all on random ports and gone with this process. */
export default async function setUp({ maxWorkers }: { maxWorkers: number }): Promise<void> {
  const redisServers = PrivateRedis.start({ servers: maxWorkers });
  const [serverUrl, redis] = await Promise.all([server(), redisServers, build()]);
  running.redis = redis;
  const environment = {
    serverUrl,
    template: `template_${randomBytes(6).toString('hex')}`,
    redisUrls: redis.urls,
  };
  await makeTemplate(environment);
  publish(environment);
}

/** Specs that kill processes start the compiled ones. */
async function build(): Promise<void> {
  const program = resolve(__dirname, '..', '..', '..', 'bin', 'muster.mjs');
  await promisify(execFile)(process.execPath, [program, 'compile']);
}

async function server(): Promise<string> {
  const given = givenServerUrl();
  if (given) return given;
  running.postgres = new EmbeddedPostgres({ dataDir: await temporaryFolder(), temporary: true });
  await running.postgres.start();
  return running.postgres.url('postgres');
}

async function makeTemplate({ serverUrl, template }: TestEnvironment): Promise<void> {
  await onServer(serverUrl, `CREATE DATABASE ${template}`);
  if (givenServerUrl()) running.template = { serverUrl, template };
  await migrate(databaseUrl(serverUrl, template), migrations);
}
