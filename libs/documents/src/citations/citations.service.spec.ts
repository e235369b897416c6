import { DocumentsApp, documentsApp, someone } from '../testing/documents-app';
import { CitationsService } from './citations.service';

let app: DocumentsApp;
let citations: CitationsService;
beforeAll(async () => {
  app = await documentsApp();
  citations = app.get(CitationsService);
});
afterAll(() => app.close());

/** One document, and what its first chunk is called. */
async function cited(text: string) {
  const owner = someone();
  const { id } = await app.ingested(owner, text);
  const { items } = await app.documents.chunks(owner, id);
  return { owner, documentId: id, chunks: items };
}

describe('check', () => {
  it('confirms a quote where it stands, with the page and the offsets in the whole text', async () => {
    const { owner, documentId, chunks } = await cited(
      'First page. Nothing here.\fSecond page. Herons eat fish.',
    );
    const { citations: confirmed, dropped } = await citations.check(owner, [
      { quote: 'Herons eat fish.', documentId },
    ]);
    const start = 'First page. Nothing here.\nSecond page. '.length;
    expect(confirmed).toEqual([
      { quote: 'Herons eat fish.', documentId, chunkId: chunks[1]?.id, page: 2, start, end: start + 16 },
    ]);
    expect(dropped).toEqual([]);
    expect(await app.documents.text(owner, documentId, { start, end: start + 16 })).toBe('Herons eat fish.');
  });

  it('names no page where there is none', async () => {
    const { owner, chunks } = await cited('Herons eat fish.');
    const { citations: confirmed } = await citations.check(owner, [
      { quote: 'eat fish', chunkId: chunks[0]?.id },
    ]);
    expect(confirmed[0]).not.toHaveProperty('page');
  });

  it.each([
    ['line breaks and spaces', 'the  quick\n  brown fox', 'the quick brown fox'],
    ['a word parted at the end of a line', 'a great in-\n  formation system', 'great information system'],
    ['soft hyphens', 'in\u00adfor\u00admation', 'information'],
    ['quotation marks, dashes and ligatures', '“ﬁne” – it’s done', '"fine" - it\'s done'],
    ['an ellipsis', 'and so on…', 'so on...'],
  ])('tolerates %s, and quotes what is stored', async (_, stored, quote) => {
    const { owner, documentId } = await cited(`Before it. ${stored} After it.`);
    const { citations: confirmed } = await citations.check(owner, [{ quote, documentId }]);
    expect(confirmed).toHaveLength(1);
    const { start = 0, end = 0, quote: said } = confirmed[0] ?? {};
    expect(said).toBe((await app.documents.text(owner, documentId)).slice(start, end));
    expect(stored).toContain(said);
  });

  it.each([
    ['another word', 'Herons eat frogs.'],
    ['a word left out', 'Herons fish.'],
    ['words run together', 'Heronseat fish.'],
    ['another case', 'herons EAT fish.'],
    ['nothing', '  \n'],
    ['signs only', '. . .'],
  ])('drops a quote with %s', async (_, quote) => {
    const { owner, documentId, chunks } = await cited('Herons eat fish. They stand still . . . for hours.');
    const claims = [
      { quote, documentId },
      { quote, chunkId: chunks[0]?.id },
    ];
    expect(await citations.check(owner, claims)).toEqual({ citations: [], dropped: claims });
  });

  it('finds in the document what is not in the chunk that was named, across chunks too', async () => {
    const text = Array.from({ length: 200 }, (_none, n) => `Sentence number ${n} is here.`).join(' ');
    const { owner, documentId, chunks } = await cited(text);
    const seam = chunks[3]?.charEnd ?? 0;
    const quote = text.slice(seam - 25, seam + 25).trim();
    const { citations: confirmed } = await citations.check(owner, [{ quote, chunkId: chunks[0]?.id }]);
    expect(confirmed).toEqual([
      expect.objectContaining({ quote, documentId, chunkId: chunks[3]?.id, start: text.indexOf(quote) }),
    ]);
  });

  it('finds a quote anywhere in a text of many pieces', async () => {
    const text = Array.from({ length: 60_000 }, (_none, n) => `Sentence number ${n} is here.`).join(' ');
    const { owner, documentId } = await cited(text);
    const claims = [0, 17_777, 33_333, 59_999].map((n) => ({ quote: `number ${n} is here`, documentId }));
    const checked = await citations.check(owner, claims);
    expect(checked.citations.map(({ start }) => start)).toEqual(
      claims.map(({ quote }) => text.indexOf(quote)),
    );
  });

  it("drops what is quoted from another owner's document", async () => {
    const { documentId, chunks } = await cited('A private sentence.');
    const claims = [
      { quote: 'private', documentId },
      { quote: 'private', chunkId: chunks[0]?.id },
      { quote: 'private', chunkId: 'no-id' },
      { quote: 'private' },
    ];
    expect(await citations.check(someone(), claims)).toEqual({ citations: [], dropped: claims });
  });
});
