import { UnavailableError } from '@muster/platform';
import { DocumentsApp, documentsApp, PlainExtractor, someone, upload } from '../testing/documents-app';
import type { Document } from '../documents/document.entity';
import type { Owner } from '../owner';
import { SearchService } from '../search/search.service';
import { IngestionStore } from './ingestion.store';
import { IngestionSweeper } from './ingestion.sweeper';

let app: DocumentsApp;
beforeAll(async () => {
  app = await documentsApp();
});
afterEach(() => {
  PlainExtractor.before = undefined;
});
afterAll(() => app.close());

const page = (n: number): string => `Page ${n}. ${`Herons of page ${n} eat fish. `.repeat(60)}`;
const pages = (count: number): string => Array.from({ length: count }, (_, n) => page(n + 1)).join('\f');

async function uploaded(text: string): Promise<{ owner: Owner; id: string; now: () => Promise<Document> }> {
  const owner = someone();
  const { id } = await app.documents.create(owner, upload(text));
  return { owner, id, now: () => app.documents.get(owner, id) };
}

/** The lease of a worker that died has run out. */
const lapse = (id: string) =>
  app.pool.query(`UPDATE document SET due_at = now() - interval '1 second' WHERE id = $1`, [id]);

describe('a try that fails in passing', () => {
  it('is followed by another that goes on after what is stored, without doubles', async () => {
    const text = pages(12);
    const { owner, id, now } = await uploaded(text);
    const read: string[] = [];
    PlainExtractor.before = (next) => {
      if (next.startsWith('Page 9.') && !read.includes('broke')) {
        read.push('broke');
        throw new UnavailableError('the reader broke off');
      }
      read.push(next.slice(0, 8));
    };
    await expect(app.ingestion.ingest(id)).rejects.toThrow('broke off');
    const between = await now();
    expect(between).toMatchObject({ status: 'queued', error: 'the reader broke off' });
    await app.ingestion.ingest(id);
    const after = await now();
    expect(after).toMatchObject({ status: 'ready', progress: 1, error: null, errorReason: null });
    const { items } = await app.documents.chunks(owner, id);
    expect(items).toHaveLength(after.chunkCount);
    expect(items.map(({ text: piece }) => piece).join(' ')).toBe(
      pages(12)
        .split(/\f|\s+/)
        .filter(Boolean)
        .join(' ')
        .replaceAll('\f', ' '),
    );
    expect(after.progress).toBeGreaterThanOrEqual(between.progress);
    const hits = await app.get(SearchService).search(owner, 'herons', { limit: 1_000 });
    expect(new Set(hits.map(({ chunk }) => chunk.id)).size).toBe(after.chunkCount);
  });

  it('is the last after two others without progress, and leaves nothing half indexed', async () => {
    const { owner, id, now } = await uploaded(pages(3));
    PlainExtractor.before = (next) => {
      if (next.startsWith('Page 3.')) throw new Error('a path of ours: /var/lib');
    };
    for (let tries = 1; tries < 3; tries += 1) await expect(app.ingestion.ingest(id)).rejects.toThrow();
    await app.ingestion.ingest(id);
    const failed = await now();
    expect(failed).toMatchObject({ status: 'failed', errorReason: 'internal', chunkCount: 0 });
    expect(failed.error).not.toContain('/var/lib');
    expect(await app.get(SearchService).search(owner, 'herons')).toEqual([]);
    expect(await app.documents.text(owner, id)).toBe('');
    await app.ingestion.ingest(id);
    expect(await now()).toEqual(failed);
  });
});

describe('a worker that lost its lease', () => {
  it('can store nothing more, and the one that took over is not disturbed', async () => {
    const text = pages(12);
    const { owner, id, now } = await uploaded(text);
    let overtaken: Promise<void> | undefined;
    PlainExtractor.before = async (next) => {
      if (overtaken || !next.startsWith('Page 7.')) return;
      await lapse(id);
      const swept = await app.get(IngestionStore).sweep();
      expect(swept.map((row) => row.id)).toContain(id);
      overtaken = app.ingestion.ingest(id);
      await overtaken;
    };
    await app.ingestion.ingest(id);
    expect(overtaken).toBeDefined();
    const after = await now();
    expect(after).toMatchObject({ status: 'ready', attempt: 2, progress: 1 });
    const { items } = await app.documents.chunks(owner, id);
    expect(items).toHaveLength(after.chunkCount);
    expect(await app.documents.text(owner, id)).toBe(text.replaceAll('\f', '\n'));
  });

  it('does not keep two at the same document', async () => {
    const { id, now } = await uploaded(pages(5));
    let entered = 0;
    PlainExtractor.before = (next) => {
      if (next.startsWith('Page 1.')) entered += 1;
    };
    await Promise.all([app.ingestion.ingest(id), app.ingestion.ingest(id), app.ingestion.ingest(id)]);
    expect(entered).toBe(1);
    expect(await now()).toMatchObject({ status: 'ready', attempt: 1 });
  });

  it('is given up after ten deaths without progress', async () => {
    const { id, now } = await uploaded('Poison.');
    const store = app.get(IngestionStore);
    for (let deaths = 0; deaths < 10; deaths += 1) {
      expect(await store.claim(id)).toMatchObject({ tries: deaths + 1 });
      await lapse(id);
      await store.sweep();
    }
    await app.ingestion.ingest(id);
    expect(await now()).toMatchObject({ status: 'failed', errorReason: 'interrupted' });
  });
});

describe('the sweep', () => {
  it('leaves alone what was just queued or is alive, and brings back the rest once', async () => {
    const [fresh, alive, dead, lost] = [
      await uploaded('a'),
      await uploaded('b'),
      await uploaded('c'),
      await uploaded('d'),
    ];
    const store = app.get(IngestionStore);
    for (const { id } of [alive, dead]) await store.claim(id);
    for (const { id } of [dead, lost]) await lapse(id);
    const ours = [fresh.id, alive.id, dead.id, lost.id];
    const swept = (await store.sweep()).map(({ id }) => id).filter((id) => ours.includes(id));
    expect(swept.sort()).toEqual([dead.id, lost.id].sort());
    expect((await store.sweep()).map(({ id }) => id)).not.toContain(dead.id);
    expect(await fresh.now()).toMatchObject({ status: 'queued' });
    expect(await alive.now()).toMatchObject({ status: 'ingesting' });
  });

  it('removes bytes that no document owns', async () => {
    const before = await app.objects();
    const { owner, id } = await uploaded('To be lost.');
    const { storageKey } = await app.documents.get(owner, id);
    await app.pool.query('DELETE FROM document WHERE id = $1', [id]);
    await app.pool.query('INSERT INTO stray_object (storage_key, remove_after) VALUES ($1, now())', [
      storageKey,
    ]);
    await app.get(IngestionSweeper).sweep();
    expect(await app.objects()).toEqual(before);
    expect((await app.pool.query('SELECT 1 FROM stray_object')).rowCount).toBe(0);
  });
});
