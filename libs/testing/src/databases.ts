import { randomBytes } from 'node:crypto';
import { Client } from 'pg';
import Redis from 'ioredis';
import { testEnvironment, workerNumber } from './environment';

/** A database of one spec's own. */
export interface TestDatabase {
  url: string;
  /** Drops it; connections that are still open are cut. */
  close(): Promise<void>;
}

/** An empty database with the whole schema. Make one per spec file, in `beforeAll`, and close it in `afterAll`. */
export async function testDatabase(): Promise<TestDatabase> {
  const { serverUrl, template } = testEnvironment();
  const name = `test_${randomBytes(8).toString('hex')}`;
  await onServer(serverUrl, `CREATE DATABASE ${name} TEMPLATE ${template}`);
  return {
    url: databaseUrl(serverUrl, name),
    close: () => onServer(serverUrl, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`),
  };
}

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
