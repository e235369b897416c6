import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { MigratedSchema } from '@muster/testing';
import { Chunk } from '../chunks/chunk.entity';
import { DocumentNode } from '../nodes/node.entity';
import { DocumentRevision } from '../revisions/document-revision.entity';
import { DocumentsApp, documentsApp, PlainExtractor, someone, upload } from '../testing/documents-app';
import { SearchService } from '../search/search.service';
import { Document } from './document.entity';
import { DocumentsService } from './documents.service';

const PDF = Buffer.from('%PDF-1.7\n%\xe2\xe3\xcf\xd3\n', 'latin1');
const FLAC = Buffer.from('664c614300000022100010000000', 'hex');

let app: DocumentsApp;
let documents: DocumentsService;
beforeAll(async () => {
  app = await documentsApp({ MAX_UPLOAD_MB: '1' });
  ({ documents } = app);
});
afterAll(() => app.close());

/** Rows of every table that could keep something of a document. */
async function traces(): Promise<Record<string, number>> {
  const tables = ['document', 'chunk', 'document_text', 'posting', 'stray_object'];
  const counted = tables.map(async (table) => {
    const { rows } = await app.pool.query<{ n: number }>(`SELECT count(*)::int AS n FROM ${table}`);
    return [table, rows[0]?.n ?? -1] as const;
  });
  return Object.fromEntries(await Promise.all(counted));
}

describe('the tables', () => {
  it('are exactly what the entities say', async () => {
    const schema = await MigratedSchema.open([Document, Chunk, DocumentNode, DocumentRevision]);
    expect(await schema.drift()).toEqual([]);
    await schema.close();
  });
});

describe('create', () => {
  it('stores the bytes as they came and answers before anything is read', async () => {
    const owner = someone();
    const input = upload('some text', { filename: 'C:\\files\\a/résumé\u0007.txt', description: 'mine' });
    const created = await documents.create(owner, input);
    expect(created).toMatchObject({
      ...owner,
      filename: 'résumé.txt',
      title: 'résumé.txt',
      description: 'mine',
      contentType: 'text/plain',
      size: 9,
      status: 'queued',
      progress: 0,
      chunkCount: 0,
    });
    const { stream } = await documents.content(owner, created.id);
    expect(await text(stream)).toBe('some text');
  });

  it.each([
    ['PDF whatever its name says', PDF, 'letter.txt', undefined, 'application/pdf'],
    ['Markdown by its name', Buffer.from('# hello'), 'a.md', 'application/octet-stream', 'text/markdown'],
    [
      'Markdown by what is declared',
      Buffer.from('# hello'),
      'a',
      'text/markdown; charset=utf-8',
      'text/markdown',
    ],
    [
      'text that begins like an image',
      Buffer.from('BM is short for bookmark'),
      'a.bmp',
      'image/bmp',
      'text/plain',
    ],
    ['Latin-1', Buffer.from('na\xefve caf\xe9', 'latin1'), 'a.txt', undefined, 'text/plain'],
    ['UTF-16 with its mark', Buffer.from('\ufeffhello', 'utf16le'), 'a.txt', undefined, 'text/plain'],
    ['text declared as PDF', Buffer.from('hello'), 'a.pdf', 'application/pdf', 'text/plain'],
  ])('knows %s', async (_, bytes, filename, contentType, expected) => {
    const created = await documents.create(someone(), upload(bytes, { filename, contentType }));
    expect(created.contentType).toBe(expected);
  });

  it.each([
    ['a recording', FLAC, 'unsupported_type', /flac/],
    ['a program', Buffer.from('7f454c46020101000000000000000000', 'hex'), 'unsupported_type', /x-elf/],
    ['bytes without a meaning', Buffer.from([1, 2, 3, 0, 255]), 'unsupported_type', /binary/],
    ['data as XML', Buffer.from('<?xml version="1.0"?>\n<rss/>'), 'unsupported_type', /application\/xml/],
    ['no bytes at all', Buffer.alloc(0), 'empty', /no text/],
    ['nothing but white space', Buffer.from(' \n\t\u00a0\r\n'), 'empty', /no text/],
    ['nothing but a byte order mark', Buffer.from('\ufeff'), 'empty', /no text/],
  ])('refuses %s and keeps nothing of it', async (_, bytes, reason, message) => {
    const before = [await traces(), await app.objects()];
    const error: unknown = await documents
      .create(someone(), upload(bytes))
      .catch((caught: unknown) => caught);
    expect(error).toMatchObject({ code: 'invalid', details: { reason } });
    expect((error as Error).message).toMatch(message);
    expect([await traces(), await app.objects()]).toEqual(before);
  });

  it('refuses what is over the limit and keeps nothing of it', async () => {
    const before = [await traces(), await app.objects()];
    const stream = Readable.from(Array.from({ length: 20 }, () => Buffer.alloc(100_000, 'a')));
    await expect(documents.create(someone(), upload('', { stream }))).rejects.toMatchObject({
      code: 'limit_exceeded',
      details: { reason: 'size' },
    });
    expect([await traces(), await app.objects()]).toEqual(before);
  });

  it('keeps nothing of an upload that breaks off', async () => {
    const before = [await traces(), await app.objects()];
    const stream = Readable.from(
      (function* () {
        yield Buffer.alloc(200_000, 'a');
        throw new Error('connection lost');
      })(),
    );
    await expect(documents.create(someone(), upload('', { stream }))).rejects.toThrow('connection lost');
    expect([await traces(), await app.objects()]).toEqual(before);
  });
});

describe('list', () => {
  it('pages in both orders without skipping or repeating, and shows nobody else anything', async () => {
    const owner = someone();
    const names = ['b.txt', 'Z.txt', 'a.txt', 'b.txt', 'é.txt'];
    for (const filename of names) await documents.create(owner, upload('x', { filename }));
    await documents.create({ ...owner, userId: null }, upload('public', { filename: 'public.txt' }));
    await documents.create(someone(owner.orgId), upload('x', { filename: 'colleague.txt' }));
    const walk = async (sort: 'newest' | 'filename') => {
      const seen: string[] = [];
      for (let cursor: string | undefined; ;) {
        const page = await documents.list(owner, { sort, cursor, limit: 2 });
        seen.push(...page.items.map(({ filename }) => filename));
        if (!page.nextCursor) return seen;
        cursor = page.nextCursor;
      }
    };
    expect(await walk('newest')).toEqual([...names].reverse());
    expect(await walk('filename')).toEqual(['Z.txt', 'a.txt', 'b.txt', 'b.txt', 'é.txt']);
    expect((await documents.list({ ...owner, userId: null })).items).toHaveLength(1);
  });

  it('refuses a cursor that it did not give', async () => {
    const owner = someone();
    await expect(documents.list(owner, { cursor: 'nonsense' })).rejects.toMatchObject({ code: 'invalid' });
    await documents.create(owner, upload('x'));
    await documents.create(owner, upload('x'));
    const { nextCursor } = await documents.list(owner, { limit: 1 });
    await expect(
      documents.list(owner, { sort: 'filename', cursor: String(nextCursor) }),
    ).rejects.toMatchObject({
      code: 'invalid',
    });
  });
});

describe('another owner', () => {
  it('is told that there is no such document or chunk, as for any id', async () => {
    const owner = someone();
    const { id } = await app.ingested(owner, 'A private sentence.');
    const [chunk] = (await documents.chunks(owner, id)).items;
    const others = [someone(), someone(owner.orgId), { ...owner, userId: null }];
    for (const other of others) {
      const attempts = [
        documents.get(other, id),
        documents.remove(other, id),
        documents.chunks(other, id),
        documents.content(other, id),
        documents.text(other, id),
        documents.chunk(other, chunk?.id ?? ''),
      ];
      for (const attempt of attempts) await expect(attempt).rejects.toMatchObject({ code: 'not_found' });
    }
    for (const unknown of [randomUUID(), 'no-uuid'])
      await expect(documents.get(owner, unknown)).rejects.toMatchObject({ code: 'not_found' });
    expect((await documents.get(owner, id)).status).toBe('ready');
  });
});

describe('chunks', () => {
  it('are exact spans of the text, in order, with their pages', async () => {
    const owner = someone();
    const pages = [`  ${'Cats sleep all day. '.repeat(120)}`, '\n \n', `${'Dogs bark. '.repeat(20)}🐕 end`];
    const { id, chunkCount, pageCount } = await app.ingested(owner, pages.join('\f'));
    const whole = await documents.text(owner, id);
    const { items } = await documents.chunks(owner, id);
    expect(items).toHaveLength(chunkCount);
    expect(pageCount).toBe(3);
    expect(items.map(({ position }) => position)).toEqual(items.map((_, index) => index));
    for (const { text: piece, charStart, charEnd } of items)
      expect(whole.slice(charStart, charEnd)).toBe(piece);
    expect(new Set(items.map(({ page }) => page))).toEqual(new Set([1, 3]));
    const uncovered = items.reduceRight(
      (rest, { charStart, charEnd }) => rest.slice(0, charStart) + rest.slice(charEnd),
      whole,
    );
    expect(uncovered.trim()).toBe('');
    expect(await documents.text(owner, id, { start: 5, end: 25 })).toBe(whole.slice(5, 25));
  });

  it('are read page by page, and one by one with their document', async () => {
    const owner = someone();
    const { id } = await app.ingested(owner, 'A sentence of some length it is. '.repeat(150));
    const first = await documents.chunks(owner, id, { limit: 2 });
    const rest = await documents.chunks(owner, id, { from: Number(first.nextCursor) });
    expect([...first.items, ...rest.items].map(({ position }) => position)).toEqual([0, 1, 2, 3, 4]);
    expect(rest.nextCursor).toBeNull();
    const chunk = await documents.chunk(owner, rest.items[0]?.id ?? '');
    expect(chunk.document.id).toBe(id);
  });

  it('are not shown before all of them are there', async () => {
    const owner = someone();
    const { id } = await documents.create(owner, upload('A sentence.\fAnother one.'));
    let during: unknown;
    PlainExtractor.before = async (page) => {
      if (page.startsWith('Another')) during = await documents.chunks(owner, id);
    };
    await app.ingestion.ingest(id);
    PlainExtractor.before = undefined;
    expect(during).toEqual({ items: [], nextCursor: null });
    expect((await documents.chunks(owner, id)).items).toHaveLength(2);
  });
});

describe('remove', () => {
  it('leaves nothing of the document and everything of the others', async () => {
    const owner = someone();
    const kept = await app.ingested(owner, 'Herons stand in shallow water.');
    const before = [await traces(), await app.objects()];
    const doomed = await app.ingested(owner, 'Herons and kingfishers. '.repeat(200));
    await documents.remove(owner, doomed.id);
    expect([await traces(), await app.objects()]).toEqual(before);
    const search = app.get(SearchService);
    expect(await search.search(owner, 'kingfishers')).toEqual([]);
    const [hit] = await search.search(owner, 'herons');
    expect(hit?.document.id).toBe(kept.id);
    await expect(documents.remove(owner, doomed.id)).rejects.toMatchObject({ code: 'not_found' });
  });

  it('is done once when asked for twice at the same time', async () => {
    const owner = someone();
    const { id } = await app.ingested(owner, 'Twice removed.');
    const outcomes = await Promise.allSettled([documents.remove(owner, id), documents.remove(owner, id)]);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  });
});
