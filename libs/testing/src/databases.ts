import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import Redis from 'ioredis';
import { testEnvironment, workerNumber } from './environment';

/** A database of one spec's own. */
export interface TestDatabase {
  url: string;
  /** Drops it once its connections are closed; those that stay open are cut after a while. */
  close(): Promise<void>;
}

/** An empty database with the whole schema. Make one per spec file, in `beforeAll`, and close it in `afterAll`. */
export async function testDatabase(): Promise<TestDatabase> {
  const { serverUrl, template } = testEnvironment();
  const name = `test_${randomBytes(8).toString('hex')}`;
  await onServer(serverUrl, `CREATE DATABASE ${name} TEMPLATE ${template}`);
  return {
    url: databaseUrl(serverUrl, name),
    close: () => drop(serverUrl, name),
  };
}

/**
 * A client that has ended is known to the server for a moment longer, and one that is cut in that moment throws an
 * error that nobody listens for any more.
 */
async function drop(serverUrl: string, name: string): Promise<void> {
  const client = new Client({ connectionString: serverUrl });
  await client.connect();
  try {
    for (let polls = 0; polls < MAX_POLLS; polls += 1) {
      const { rowCount } = await client.query('SELECT FROM pg_stat_activity WHERE datname = $1', [name]);
      if (!rowCount) break;
      await sleep(POLL_MS);
    }
    await client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
  } finally {
    await client.end();
  }
}

const POLL_MS = 20;
const MAX_POLLS = 150;

let emptied: Promise<{ url: string }> | undefined;

/** This worker's own Redis, empty at the first call in a spec file. */
export function testRedis(): Promise<{ url: string }> {
  emptied ??= emptyRedis();
  return emptied;
}

async function emptyRedis(): Promise<{ url: string }> {
  const { redisUrls } = testEnvironment();
  const url = redisUrls[(workerNumber() - 1) % redisUrls.length];
  if (!url) throw new Error('no test Redis');
  const client = new Redis(url);
  await client.flushall();
  await client.quit();
  return { url };
}

export function databaseUrl(serverUrl: string, name: string): string {
  const url = new URL(serverUrl);
  url.pathname = name;
  return url.href;
}

/** One statement on the server's maintenance connection. */
export async function onServer(serverUrl: string, statement: string): Promise<void> {
  const client = new Client({ connectionString: serverUrl });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
