import { randomUUID } from 'node:crypto';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import type { INestApplicationContext, Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Pool } from 'pg';
import { EMBED_DOCUMENT, INGEST_DOCUMENT } from '@muster/contracts';
import {
  DocumentSettings,
  EmbedderModule,
  type ExtractedPart,
  type ExtractionSource,
  IngestionModule,
  type Owner,
  TextExtractor,
} from '@muster/documents';
import { EmbeddedPostgres, PrivateRedis } from '@muster/local';
import { EmbeddingsService, ModelSettings, ModelsModule } from '@muster/models';
import {
  DatabaseModule,
  migrate,
  PlatformSettings,
  QueueModule,
  SettingsModule,
  StorageModule,
  StorageSettings,
  TransportModule,
} from '@muster/platform';
import { migrations } from '@muster/schema';

/** Plain text, all at once: what is measured begins behind the parsers. */
class TextOnly extends TextExtractor {
  override async *extract({ bytes }: ExtractionSource): AsyncGenerator<ExtractedPart> {
    const text = (await buffer(bytes)).toString();
    const end = text.trimEnd().length;
    yield {
      ...{ text, page: null, headings: [], closed: true, done: 1, pages: null },
      blocks: [{ kind: 'paragraph', start: text.length - text.trimStart().length, end }],
    };
  }
}

/** The services that take in and search documents, on the embedded Postgres as it comes, in this process. */
export class RetrievalLab {
  readonly owner: Owner = { orgId: randomUUID(), userId: randomUUID() };
  private context?: INestApplicationContext;

  private constructor(
    private readonly folder: string,
    private readonly postgres: EmbeddedPostgres,
    private readonly redis: PrivateRedis,
  ) {}

  static async start(): Promise<RetrievalLab> {
    const folder = await mkdtemp(join(tmpdir(), 'muster-retrieval-'));
    await chmod(folder, 0o711);
    const postgres = new EmbeddedPostgres({ dataDir: join(folder, 'data') });
    const [redis] = await Promise.all([PrivateRedis.start({}), postgres.start()]);
    await migrate(postgres.url(), migrations);
    return new RetrievalLab(folder, postgres, redis);
  }

  get<T>(type: Type<T>): T {
    if (!this.context) throw new Error('the services are not open');
    return this.context.get(type);
  }

  get pool(): Pool {
    return this.get(Pool);
  }

  /** The services with these settings, on new connections; those open before are closed. */
  async open(env: Record<string, string> = {}): Promise<void> {
    await this.context?.close();
    const settings = SettingsModule.forRoot(
      [PlatformSettings, StorageSettings, ModelSettings, DocumentSettings],
      {
        DATABASE_URL: this.postgres.url(),
        REDIS_URL: this.redis.urls[0],
        DATA_DIR: join(this.folder, 'files'),
        ...env,
      },
    );
    this.context = await NestFactory.createApplicationContext(
      {
        module: class Lab {},
        imports: [
          settings,
          DatabaseModule,
          StorageModule,
          TransportModule,
          QueueModule.forRoot({ sends: [INGEST_DOCUMENT, EMBED_DOCUMENT] }),
          EmbedderModule.forRoot({ imports: [ModelsModule], embedder: EmbeddingsService }),
          IngestionModule.forRoot(TextOnly),
        ],
      },
      { logger: ['warn', 'error'], abortOnError: false },
    );
  }

  /** Stops and starts Postgres: its own cache is empty then. */
  async restart(): Promise<void> {
    await this.context?.close();
    this.context = undefined;
    await this.postgres.stop();
    await this.postgres.start();
  }

  async stop(): Promise<void> {
    await this.context?.close();
    await Promise.all([this.postgres.stop(), this.redis.stop()]);
    await rm(this.folder, { recursive: true, force: true });
  }
}

export const textStream = (text: string): Readable => Readable.from([Buffer.from(text)]);
