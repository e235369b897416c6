import { randomUUID } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { DynamicModule, INestApplicationContext, Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Pool } from 'pg';
import { EMBED_DOCUMENT, INGEST_DOCUMENT } from '@muster/contracts';
import { EmbeddingsService, ModelSettings, ModelsModule } from '@muster/models';
import {
  DatabaseModule,
  PlatformSettings,
  QueueModule,
  SettingsModule,
  StorageModule,
  StorageSettings,
  TransportModule,
} from '@muster/platform';
import { testDatabase, testRedis } from '@muster/testing';
import type { Document } from '../documents/document.entity';
import type { DocumentInput } from '../documents/document-uploads';
import { DocumentsService } from '../documents/documents.service';
import { DocumentSettings } from '../documents.settings';
import { EmbeddingService } from '../embedding/embedding.service';
import { EmbeddingSweeper } from '../embedding/embedding.sweeper';
import { IngestionService } from '../ingestion/ingestion.service';
import { IngestionSweeper } from '../ingestion/ingestion.sweeper';
import { ExtractedBlock, ExtractedPart, ExtractionSource, TextExtractor } from '../ingestion/text-extractor';
import { IngestionModule } from '../ingestion.module';
import type { Owner } from '../owner';
import { EmbedderModule } from '../vectors/embedder.module';

/**
 * Reads UTF-8; a form feed ends a page, an empty line a block, and `#`s begin a heading. A spec may put itself before
 * each page.
 */
export class PlainExtractor extends TextExtractor {
  static before?: (page: string, signal: AbortSignal) => void | Promise<void>;

  override async *extract(source: ExtractionSource, signal: AbortSignal): AsyncGenerator<ExtractedPart> {
    const text = (await buffer(source.bytes)).toString();
    const paged = text.includes('\f');
    const pages = text.split(/(?<=\f)/);
    let start = 0;
    for (const [index, page] of pages.entries()) {
      start += page.length;
      if (start <= source.from.chars) continue;
      await PlainExtractor.before?.(page, signal);
      const piece = page.replaceAll('\f', '\n');
      yield {
        text: piece,
        page: paged ? index + 1 : null,
        headings: [],
        blocks: blocksOf(piece),
        closed: true,
        done: (index + 1) / pages.length,
        pages: paged ? pages.length : null,
      };
    }
  }
}

const blocksOf = (text: string): ExtractedBlock[] =>
  [...text.matchAll(/\S(?:(?!\n\s*\n)[\s\S])*(?<=\S)/g)].map(({ index, 0: block }) => {
    const span = { start: index, end: index + block.length };
    const level = /^#*/.exec(block)?.[0].length ?? 0;
    return level > 0 ? { kind: 'heading', level, ...span } : { kind: 'paragraph', ...span };
  });

/** A running set of the lib's services on a database, queue and storage of their own. */
export interface DocumentsApp {
  documents: DocumentsService;
  ingestion: IngestionService;
  embedding: EmbeddingService;
  pool: Pool;
  get<T>(type: Type<T>): T;
  /** Uploads, ingests, and embeds where there is an embedder. */
  ingested(owner: Owner, text: string, input?: Partial<DocumentInput>): Promise<Document>;
  /** Files in the storage. */
  objects(): Promise<string[]>;
  close(): Promise<void>;
}

export const someone = (orgId: string = randomUUID()): Owner => ({ orgId, userId: randomUUID() });

export const upload = (text: string | Buffer, input: Partial<DocumentInput> = {}): DocumentInput => ({
  filename: 'notes.txt',
  stream: Readable.from([Buffer.from(text)]),
  ...input,
});

/** With a `DATABASE_URL` on that database, which it leaves in place. */
export async function documentsApp(env: NodeJS.ProcessEnv = {}): Promise<DocumentsApp> {
  const given = env.DATABASE_URL && { url: env.DATABASE_URL, close: () => Promise.resolve() };
  const [database, redis] = await Promise.all([given || testDatabase(), testRedis()]);
  const dataDir = await mkdtemp(join(tmpdir(), 'muster-documents-'));
  const settings = SettingsModule.forRoot(
    [PlatformSettings, StorageSettings, ModelSettings, DocumentSettings],
    {
      DATABASE_URL: database.url,
      REDIS_URL: redis.url,
      DATA_DIR: dataDir,
      ...env,
    },
  );
  const context = await NestFactory.createApplicationContext(rootModule(settings), {
    logger: ['fatal'],
    abortOnError: false,
  });
  // Specs decide when something is swept.
  context.get(IngestionSweeper).onModuleDestroy();
  context.get(EmbeddingSweeper).onModuleDestroy();
  const documents = context.get(DocumentsService);
  const ingestion = context.get(IngestionService);
  const embedding = context.get(EmbeddingService);
  return {
    documents,
    ingestion,
    embedding,
    pool: context.get(Pool),
    get: (type) => context.get(type),
    objects: () => filesIn(join(dataDir, 'objects')),
    async ingested(owner, text, input) {
      const { id } = await documents.create(owner, upload(text, input));
      await ingestion.ingest(id);
      await embedding.embed(id);
      return documents.get(owner, id);
    },
    close: () => close(context, dataDir, database.close),
  };
}

const rootModule = (settings: DynamicModule): DynamicModule => ({
  module: class TestRoot {},
  imports: [
    settings,
    DatabaseModule,
    StorageModule,
    TransportModule,
    QueueModule.forRoot({ sends: [INGEST_DOCUMENT, EMBED_DOCUMENT] }),
    EmbedderModule.forRoot({ imports: [ModelsModule], embedder: EmbeddingsService }),
    IngestionModule.forRoot(PlainExtractor),
  ],
});

async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isFile()).map(({ name }) => name);
}

async function close(
  context: INestApplicationContext,
  dataDir: string,
  dropDatabase: () => Promise<void>,
): Promise<void> {
  await context.close();
  await Promise.all([dropDatabase(), rm(dataDir, { recursive: true, force: true })]);
}
