import { randomUUID } from 'node:crypto';
import type { Owner } from '@muster/documents';
import { ingestLab, IngestLab, settled } from './testing/ingest-lab';
import { pdf, prose } from './testing/pdf-factory';

const someone = (): Owner => ({ orgId: randomUUID(), userId: randomUUID() });

/** So long that it cannot be read between two looks, every sentence of it different. */
const long = (sentences: number): string =>
  Array.from(
    { length: sentences },
    (_, n) => `Sentence ${n} tells of ship ${n * 7} and harbour ${n % 97}.`,
  ).join(' ');

const isMonotone = (values: number[]): boolean =>
  values.every((value, index) => value >= (values[index - 1] ?? 0) && value <= 1);

let lab: IngestLab;
beforeEach(async () => {
  lab = await ingestLab();
});
afterEach(() => lab.close());

/** Whole, exact, without doubles, and indexed exactly once. */
async function expectWhole(owner: Owner, id: string, text: string): Promise<void> {
  const stored = await lab.documents.text(owner, id);
  expect(stored).toBe(text);
  const { rows } = await lab.pool.query<{ position: number; text: string; start: number; end: number }>(
    'SELECT position, text, char_start AS start, char_end AS "end" FROM chunk WHERE document_id = $1 ORDER BY position',
    [id],
  );
  expect(rows.map(({ position }) => position)).toEqual(rows.map((_, index) => index));
  let end = 0;
  for (const row of rows) {
    expect(stored.slice(row.start, row.end)).toBe(row.text);
    expect(stored.slice(end, row.start).trim()).toBe('');
    ({ end } = row);
  }
  expect(stored.slice(end).trim()).toBe('');
  const { rows: indexed } = await lab.pool.query(
    `SELECT chunk_count AS chunks, (SELECT sum(length(entries) / 4)::int FROM posting WHERE term = 'harbour') AS postings FROM corpus`,
  );
  expect(indexed).toEqual([{ chunks: rows.length, postings: rows.length }]);
}

describe('an ingest app', () => {
  it('reads what is uploaded, with progress from 0 to 1 that never goes back', async () => {
    lab.start();
    const owner = someone();
    const text = long(60_000);
    const { id, progress: first } = await lab.upload(owner, 'ships.txt', text);
    const { document, progress } = await lab.until(owner, id, settled);
    expect(document).toMatchObject({ status: 'ready', progress: 1, error: null });
    expect(first).toBe(0);
    expect(isMonotone(progress)).toBe(true);
    expect(new Set(progress).size).toBeGreaterThan(3);
    await expectWhole(owner, id, text);
  });

  it('goes on where a killed one stopped', async () => {
    const owner = someone();
    const text = long(120_000);
    const { id } = await lab.upload(owner, 'ships.txt', text);
    const seen: number[] = [];
    for (let kills = 0; kills < 2; kills += 1) {
      const app = lab.start();
      const reached = seen.at(-1) ?? 0;
      const { document, progress } = await lab.until(owner, id, (row) => row.progress > reached + 0.05);
      expect(document.progress).toBeLessThan(1);
      seen.push(...progress);
      await app.end('SIGKILL');
    }
    const kept = await lab.documents.get(owner, id);
    lab.start();
    const { document, progress } = await lab.until(owner, id, settled);
    expect(document.status).toBe('ready');
    expect(progress[0]).toBe(kept.progress);
    expect(isMonotone([...seen, ...progress])).toBe(true);
    await expectWhole(owner, id, text);
  }, 120_000);

  it('takes over from a killed one that it runs beside', async () => {
    const owner = someone();
    const text = long(120_000);
    const first = lab.start();
    const { id } = await lab.upload(owner, 'ships.txt', text);
    await lab.until(owner, id, (row) => row.progress > 0);
    lab.start();
    await first.end('SIGKILL');
    const { document } = await lab.until(owner, id, settled);
    expect(document.status).toBe('ready');
    await expectWhole(owner, id, text);
  }, 120_000);

  it('hands over and leaves at once when told to stop', async () => {
    const owner = someone();
    const text = long(120_000);
    const first = lab.start();
    const { id } = await lab.upload(owner, 'ships.txt', text);
    await lab.until(owner, id, (row) => row.progress > 0);
    await first.end('SIGTERM');
    const left = await lab.documents.get(owner, id);
    expect(left).toMatchObject({ status: 'queued', tries: 0 });
    expect(left.progress).toBeLessThan(1);
    lab.start();
    await lab.until(owner, id, settled);
    await expectWhole(owner, id, text);
  }, 120_000);

  it('finds what the queue has lost', async () => {
    const owner = someone();
    const uploads = await Promise.all(
      ['one', 'two', 'three'].map((name) => lab.upload(owner, `${name}.txt`, name)),
    );
    await lab.redis.flushall();
    lab.start();
    for (const { id } of uploads) expect((await lab.until(owner, id, settled)).document.status).toBe('ready');
  });

  it('stops reading what is deleted, and nothing of it is left', async () => {
    const owner = someone();
    lab.start();
    const { id } = await lab.upload(owner, 'ships.txt', long(120_000));
    await lab.until(owner, id, (row) => row.progress > 0);
    await lab.documents.remove(owner, id);
    const after = await lab.upload(owner, 'next.txt', 'Something else.');
    await lab.until(owner, after.id, settled);
    await lab.documents.remove(owner, after.id);
    const tables = ['document', 'chunk', 'document_text', 'posting', 'stray_object'];
    for (const table of tables)
      expect([table, (await lab.pool.query(`SELECT 1 FROM ${table}`)).rowCount]).toEqual([table, 0]);
    expect((await lab.pool.query('SELECT chunk_count, term_count FROM corpus')).rows).toEqual([
      { chunk_count: 0, term_count: 0 },
    ]);
    expect(await lab.objects()).toEqual([]);
  });

  it('says why it cannot read a file, and goes on with the next', async () => {
    const owner = someone();
    const good = await pdf([prose('A page.'), prose('Another.')]);
    const files: [string, Buffer, string, RegExp][] = [
      [
        'encrypted.pdf',
        await pdf([prose('secret')], { userPassword: 'x', ownerPassword: 'y' }),
        'encrypted',
        /password/,
      ],
      ['truncated.pdf', Buffer.from('%PDF-1.7\n1 0 obj <<'), 'corrupt', /PDF/],
      ['scanned.pdf', await pdf([(page) => void page.rect(10, 10, 50, 50).fill('red')]), 'empty', /no text/],
      ['long.pdf', await pdf(Array.from({ length: 5 }, () => prose('x'))), 'too_long', /5 pages/],
      ['wordy.txt', Buffer.from('words '.repeat(2_000)), 'too_long', /10000 characters/],
    ];
    const bad = await Promise.all(files.map(([name, bytes]) => lab.upload(owner, name, bytes)));
    const last = await lab.upload(owner, 'good.pdf', good);
    const app = lab.start({ MAX_DOCUMENT_PAGES: '4', MAX_DOCUMENT_CHARS: '10000' });
    for (const [index, { id }] of bad.entries()) {
      const { document } = await lab.until(owner, id, settled);
      expect(document).toMatchObject({ status: 'failed', errorReason: files[index]?.[2], chunkCount: 0 });
      expect(document.error).toMatch(files[index]?.[3] ?? /^$/);
    }
    const { document } = await lab.until(owner, last.id, settled);
    expect(document).toMatchObject({ status: 'ready', pageCount: 2, chunkCount: 2 });
    expect(await lab.search.search(owner, 'words')).toEqual([]);
    expect(app.running).toBe(true);
  });
});
