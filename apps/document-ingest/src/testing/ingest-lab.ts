import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import Redis from 'ioredis';
import { Pool } from 'pg';
import { INGEST_DOCUMENT } from '@muster/contracts';
import {
  Document,
  DocumentsModule,
  DocumentsService,
  DocumentSettings,
  Owner,
  SearchService,
} from '@muster/documents';
import {
  DatabaseModule,
  PlatformSettings,
  QueueModule,
  SettingsModule,
  StorageModule,
  StorageSettings,
  TransportModule,
} from '@muster/platform';
import { SourceProcess, testDatabase, testRedis } from '@muster/testing';

/** A place to upload to, as the gateway would, and real ingest processes to start and to kill. */
export interface IngestLab {
  documents: DocumentsService;
  search: SearchService;
  pool: Pool;
  redis: Redis;
  start(env?: NodeJS.ProcessEnv): SourceProcess;
  upload(owner: Owner, filename: string, bytes: Buffer | string): Promise<Document>;
  /** The document once `wanted` holds; every progress seen on the way. */
  until(
    owner: Owner,
    id: string,
    wanted: (document: Document) => boolean,
  ): Promise<{ document: Document; progress: number[] }>;
  objects(): Promise<string[]>;
  close(): Promise<void>;
}

export const settled = ({ status }: Document): boolean => status === 'ready' || status === 'failed';

const PATIENCE_MS = 60_000;

export async function ingestLab(): Promise<IngestLab> {
  const [database, redisServer] = await Promise.all([testDatabase(), testRedis()]);
  const dataDir = await mkdtemp(join(tmpdir(), 'muster-ingest-'));
  const env = {
    DATABASE_URL: database.url,
    REDIS_URL: redisServer.url,
    DATA_DIR: dataDir,
    LOG_LEVEL: 'warn',
  };
  const context = await NestFactory.createApplicationContext(gateway(env), {
    logger: ['fatal'],
    abortOnError: false,
  });
  const documents = context.get(DocumentsService);
  const redis = new Redis(redisServer.url);
  const started: SourceProcess[] = [];
  return {
    documents,
    search: context.get(SearchService),
    pool: context.get(Pool),
    redis,
    start(more = {}) {
      const app = new SourceProcess('document-ingest', { ...env, ...more });
      started.push(app);
      return app;
    },
    upload: (owner, filename, bytes) =>
      documents.create(owner, { filename, stream: Readable.from([Buffer.from(bytes)]) }),
    until: (owner, id, wanted) => until(() => documents.get(owner, id), wanted),
    objects: () => filesIn(join(dataDir, 'objects')),
    async close() {
      await Promise.all(started.map((app) => app.end('SIGKILL')));
      await context.close();
      await redis.quit();
      await Promise.all([database.close(), rm(dataDir, { recursive: true, force: true })]);
    },
  };
}

async function until(
  read: () => Promise<Document>,
  wanted: (document: Document) => boolean,
): Promise<{ document: Document; progress: number[] }> {
  const progress: number[] = [];
  for (const end = Date.now() + PATIENCE_MS; Date.now() < end; await sleep(20)) {
    const document = await read();
    progress.push(document.progress);
    if (wanted(document)) return { document, progress };
  }
  throw new Error(`not within ${PATIENCE_MS} ms; last: ${JSON.stringify(await read())}`);
}

function gateway(env: NodeJS.ProcessEnv) {
  @Module({
    imports: [
      SettingsModule.forRoot([PlatformSettings, StorageSettings, DocumentSettings], env),
      DatabaseModule,
      StorageModule,
      TransportModule,
      QueueModule.forRoot({ sends: [INGEST_DOCUMENT] }),
      DocumentsModule,
    ],
  })
  class Uploads {}
  return Uploads;
}

async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isFile()).map(({ name }) => name);
}
