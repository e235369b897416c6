import { DocumentsApp, documentsApp, someone } from '../testing/documents-app';
import { SearchService } from './search.service';

let app: DocumentsApp;
let search: SearchService;
beforeAll(async () => {
  app = await documentsApp();
  search = app.get(SearchService);
});
afterAll(() => app.close());

const titles = async (...args: Parameters<SearchService['search']>): Promise<string[]> =>
  (await search.search(...args)).map(({ document }) => document.filename);

describe('what a document is called', () => {
  it('finds its first chunk, before texts that only mention the words', async () => {
    const owner = someone();
    const long = 'It tells of rivers and of mills. '.repeat(120);
    await app.ingested(owner, long, { filename: 'one.txt', title: 'Annual pelican report' });
    await app.ingested(owner, `A pelican was seen. ${long}`, { filename: 'two.txt', title: 'Notes' });
    const [first, ...others] = await search.search(owner, 'annual pelican report', { limit: 3 });
    expect([first?.document.filename, first?.chunk.position]).toEqual(['one.txt', 0]);
    expect(others.length).toBeGreaterThan(0);
  });

  it('counts in every chunk, the description in the first', async () => {
    const owner = someone();
    await app.ingested(owner, 'Of mills. '.repeat(300), { title: 'Pelicans', description: 'written by Ada' });
    expect((await search.search(owner, 'pelican', { limit: 10 })).length).toBeGreaterThan(2);
    const hits = await search.search(owner, 'ada', { limit: 10 });
    expect(hits.map(({ chunk }) => chunk.position)).toEqual([0]);
  });
});

describe('a query that is learned from', () => {
  it('moves up what is about the same, and adds nothing that shares no word with it', async () => {
    const owner = someone();
    for (let n = 0; n < 4; n += 1)
      await app.ingested(owner, 'Flutter of a wing: panels vibrate.', {
        filename: `flutter ${n}`,
        title: 't',
      });
    await app.ingested(owner, 'Flutter, the word, stands in this text.', { filename: 'word', title: 't' });
    await app.ingested(owner, 'Flutter and panels: they vibrate, they all.', {
      filename: 'about',
      title: 't',
    });
    await app.ingested(owner, 'Panels vibrate on a wing.', { filename: 'unsaid', title: 't' });
    const found = await titles(owner, 'flutter', { limit: 10 });
    expect(found.indexOf('about')).toBeLessThan(found.indexOf('word'));
    expect(found).not.toContain('unsaid');
  });
});

describe('search', () => {
  it('puts the passage that is about the query first, with its document', async () => {
    const owner = someone();
    await app.ingested(owner, 'Budgets are holds: the worst case of a call is reserved before it.', {
      filename: 'budgets',
    });
    await app.ingested(owner, 'A call may wait. Waiting is cheap, and a call that waits costs nothing.', {
      filename: 'waiting',
    });
    await app.ingested(owner, 'Herons eat fish.', { filename: 'herons' });
    expect(await titles(owner, 'What does a budget reserve for calls?')).toEqual(['budgets', 'waiting']);
    const [hit] = await search.search(owner, 'fish');
    expect(hit?.chunk).toMatchObject({ text: 'Herons eat fish.', charStart: 0, charEnd: 16 });
    expect(hit?.score).toBeGreaterThan(0);
  });

  it('answers nothing for stop words, unknown words, and owners without documents', async () => {
    const owner = someone();
    await app.ingested(owner, 'Something to find.');
    for (const query of ['', 'what is it', 'zyzzyva', '?!'])
      expect(await search.search(owner, query)).toEqual([]);
    expect(await search.search(someone(), 'find')).toEqual([]);
  });

  it('answers four by default and as many as asked', async () => {
    const owner = someone();
    await app.ingested(owner, Array.from({ length: 9 }, (_, n) => `Otter number ${n}.`).join('\f'));
    expect(await search.search(owner, 'otter')).toHaveLength(4);
    expect(await search.search(owner, 'otter', { limit: 7 })).toHaveLength(7);
  });

  it('keeps to the documents it is told', async () => {
    const owner = someone();
    const one = await app.ingested(owner, 'Otters swim.', { filename: 'one' });
    await app.ingested(owner, 'Otters swim and swim.', { filename: 'other' });
    expect(await titles(owner, 'otters', { documentIds: [one.id] })).toEqual(['one']);
    expect(await titles(owner, 'otters', { documentIds: [] })).toEqual([]);
    const foreign = await app.ingested(someone(), 'Otters dive.');
    expect(await titles(owner, 'otters', { documentIds: [foreign.id] })).toEqual([]);
  });

  it("shows nobody another owner's text, nor lets it move a score", async () => {
    const owner = someone();
    const others = [someone(), someone(owner.orgId), { ...owner, userId: null }];
    await app.ingested(owner, 'A heron by the river.', { filename: 'mine' });
    await app.ingested(owner, 'A mill by the river.');
    const before = await search.search(owner, 'heron river', { limit: 10 });
    for (const other of others) {
      await app.ingested(other, 'Herons, herons, herons by the river. '.repeat(100), { filename: 'theirs' });
      expect(await titles(other, 'heron')).not.toContain('mine');
    }
    const after = await search.search(owner, 'heron river', { limit: 10 });
    expect(after.map(({ score, chunk }) => [chunk.id, score])).toEqual(
      before.map(({ score, chunk }) => [chunk.id, score]),
    );
  });

  it('scores after a removal as if the removed had never been there', async () => {
    const [owner, other] = [someone(), someone()];
    const texts = ['A heron by the river.', 'A mill by the river, and a miller.'];
    for (const text of texts) await app.ingested(owner, text);
    const scores = async (whose: typeof owner) =>
      (await search.search(whose, 'river miller heron')).map(({ score }) => score.toFixed(9));
    const gone = await app.ingested(other, 'A river, a river, a river! '.repeat(300));
    for (const text of texts) await app.ingested(other, text);
    expect(await scores(other)).not.toEqual(await scores(owner));
    await app.documents.remove(other, gone.id);
    expect(await scores(other)).toEqual(await scores(owner));
  });

  it('indexes what is ingested at the same time for one owner without losing any of it', async () => {
    const owner = someone();
    const texts = Array.from({ length: 12 }, (_, n) => `Common words, and number${n} alone. `.repeat(120));
    await Promise.all(texts.map((text, n) => app.ingested(owner, text, { filename: `${n}` })));
    for (const n of texts.keys())
      expect(new Set(await titles(owner, `number${n}`))).toEqual(new Set([`${n}`]));
    const { rows } = await app.pool.query<{ chunks: number; numbers: number; postings: number }>(
      `SELECT chunk_count AS chunks, (SELECT count(DISTINCT number)::int FROM chunk WHERE corpus_id = corpus.id) AS numbers,
              (SELECT sum(length(entries) / 4)::int FROM posting WHERE corpus_id = corpus.id AND term = 'common') AS postings
       FROM corpus WHERE org_id = $1`,
      [owner.orgId],
    );
    expect(rows[0]).toEqual({ chunks: rows[0]?.chunks, numbers: rows[0]?.chunks, postings: rows[0]?.chunks });
    expect(rows[0]?.chunks).toBeGreaterThan(40);
  });
});
