import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { text as textOf } from 'node:stream/consumers';
import type { INestApplication } from '@nestjs/common';
import { INGEST_DOCUMENT } from '@muster/contracts';
import {
  CitationsService,
  DocumentSettings,
  DocumentsService,
  ExtractedPart,
  ExtractionSource,
  IngestionModule,
  IngestionService,
  TextExtractor,
} from '@muster/documents';
import { StorageModule, StorageSettings } from '@muster/platform';
import { startTestApp, testDatabase, type TestDatabase, testRedis } from '@muster/testing';
import { AnswerCheck } from './answer-check';
import { statementsOf } from './statements';

class WholeText extends TextExtractor {
  override async *extract({ bytes }: ExtractionSource): AsyncGenerator<ExtractedPart> {
    const text = await textOf(bytes);
    const blocks = [{ kind: 'paragraph' as const, start: 0, end: text.length }];
    yield { text, page: null, headings: [], blocks, closed: true, done: 1, pages: null };
  }
}

const PASSAGE =
  'When the worker dies, the lease runs out, and another worker takes the run up within three seconds. Every takeover raises the attempt number.';

describe('AnswerCheck', () => {
  let database: TestDatabase;
  let app: INestApplication;
  const owner = { orgId: crypto.randomUUID(), userId: crypto.randomUUID() };
  let answers: AnswerCheck;
  let chunk: string;

  beforeAll(async () => {
    database = await testDatabase();
    app = await startTestApp({
      imports: [StorageModule, IngestionModule.forRoot(WholeText)],
      settings: [StorageSettings, DocumentSettings],
      env: {
        DATABASE_URL: database.url,
        REDIS_URL: (await testRedis()).url,
        REDIS_PREFIX: crypto.randomUUID(),
        DATA_DIR: await mkdtemp(join(tmpdir(), 'muster-answers-')),
      },
      sends: [INGEST_DOCUMENT],
    });
    const documents = app.get(DocumentsService, { strict: false });
    answers = new AnswerCheck(app.get(CitationsService, { strict: false }), documents);
    const { id } = await documents.create(owner, { filename: 'a.txt', stream: Readable.from([PASSAGE]) });
    await app.get(IngestionService, { strict: false }).ingest(id);
    chunk = (await documents.chunks(owner, id)).items[0]?.id ?? '';
  });
  afterAll(async () => {
    await app.close();
    await database.close();
  });

  const check = (answer: string, whose: typeof owner = owner) => answers.check(whose, answer);

  it('cites what is quoted, as it is stored', async () => {
    const { citations, unsupported } = await check(`Every takeover raises the attempt number. [${chunk}]`);
    expect(citations.map(({ quote }) => quote)).toEqual(['Every takeover raises the attempt number.']);
    expect(unsupported).toEqual([]);
  });

  it('cites the sentence that a paraphrase stands on', async () => {
    const { citations, unsupported } = await check(
      `Another worker takes up the run within three seconds when the first dies. [${chunk}]`,
    );
    expect(citations.map(({ quote }) => quote)).toEqual([
      'When the worker dies, the lease runs out, and another worker takes the run up within three seconds.',
    ]);
    expect(unsupported).toEqual([]);
  });

  it('marks what its passage does not say, and what refers to nothing', async () => {
    const answer = `Every takeover raises the attempt number. [${chunk}] Workers are paid nine dollars an hour. [${chunk}] Muster was founded in Paris by two brothers.`;
    const { citations, unsupported } = await check(answer);
    expect(citations).toHaveLength(1);
    expect(unsupported.map(({ text }) => text)).toEqual([
      'Workers are paid nine dollars an hour.',
      'Muster was founded in Paris by two brothers.',
    ]);
    for (const { text, start, end } of unsupported) expect(answer.slice(start, end)).toBe(text);
  });

  it('believes no reference to somebody else’s document', async () => {
    const stranger = { orgId: owner.orgId, userId: crypto.randomUUID() };
    const { citations, unsupported } = await check(
      `Every takeover raises the attempt number. [${chunk}]`,
      stranger,
    );
    expect(citations).toEqual([]);
    expect(unsupported).toHaveLength(1);
  });

  it('leaves alone what is no answer from documents', async () => {
    expect(await check('I have written the file, and it has nine hundred lines.')).toEqual({
      citations: [],
      unsupported: [],
    });
  });
});

describe('statementsOf', () => {
  const id = '0c8f1f1e-1111-4111-a111-111111111111';

  it('gives a reference to the sentence before it, be there one or several', () => {
    const statements = statementsOf(`First one. Second one. [${id}] [${id}]\nThird one.`);
    expect(statements.map(({ text, chunkIds }) => [text, chunkIds.length])).toEqual([
      ['First one.', 0],
      ['Second one.', 2],
      ['Third one.', 0],
    ]);
  });
});
