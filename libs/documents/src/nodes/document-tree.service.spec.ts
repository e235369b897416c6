import { DocumentsApp, documentsApp, PlainExtractor, someone, upload } from '../testing/documents-app';
import { DocumentTreeService } from './document-tree.service';

let app: DocumentsApp;
let trees: DocumentTreeService;
beforeAll(async () => {
  app = await documentsApp();
  trees = app.get(DocumentTreeService);
});
afterEach(() => {
  PlainExtractor.before = undefined;
});
afterAll(() => app.close());

const LONG = `# Rivers\n\nOn rivers.\n\n## Rhine\n\n${'It flows. '.repeat(400)}\n\n## Oder\n\nShort.\f# Lakes\n\nStill.`;

describe('the tree of a document', () => {
  it('has every block once, with its text, and sections that hold them all', async () => {
    const owner = someone();
    const { id } = await app.ingested(owner, LONG);
    const { chapters, ...document } = await trees.outlined(owner, id);
    expect(document).toMatchObject({ chapterCount: 2, sectionCount: 4, nodeCount: 8, pageCount: 2 });
    expect(
      chapters.map(({ title, pages, sections }) => [title, pages, sections.map((section) => section.title)]),
    ).toEqual([
      ['# Rivers', { first: 1, last: 1 }, ['# Rivers', '## Rhine', '## Oder']],
      ['# Lakes', { first: 2, last: 2 }, ['# Lakes']],
    ]);
    const { items, nextCursor } = await trees.blocks(owner, id);
    expect(nextCursor).toBeNull();
    const text = await app.documents.text(owner, id);
    expect(items.map((block) => text.slice(block.charStart, block.charEnd))).toEqual(
      items.map((block) => block.text),
    );
    expect(
      items
        .map((block) => block.text)
        .join('')
        .replace(/\s/g, ''),
    ).toBe(text.replace(/\s/g, ''));
    expect(text.slice(chapters[1]?.charStart)).toBe('# Lakes\n\nStill.');
  });

  it('is read in pages', async () => {
    const owner = someone();
    const { id } = await app.ingested(owner, LONG);
    const whole = await trees.blocks(owner, id);
    const seen: string[] = [];
    let from: number | undefined = 0;
    while (from !== undefined) {
      const page: Awaited<ReturnType<DocumentTreeService['blocks']>> = await trees.blocks(owner, id, {
        from,
        limit: 3,
      });
      seen.push(...page.items.map((block) => block.id));
      from = page.nextCursor === null ? undefined : Number(page.nextCursor);
    }
    expect(seen).toEqual(whole.items.map((block) => block.id));
  });

  it('answers with a bounded amount of text, however long a block is', async () => {
    const owner = someone();
    const { id } = await app.ingested(owner, `${'a'.repeat(600_000)}\n\nEnd.`);
    const first = await trees.blocks(owner, id);
    expect(first.items).toHaveLength(1);
    expect(first.items[0]?.text.length).toBe(500_000);
    expect(first.items[0]?.charEnd).toBe(600_000);
    expect(first.nextCursor).toBe('1');
  });

  it('is the same when reading it broke off in the middle', async () => {
    const owner = someone();
    const broken = Array.from({ length: 9 }, (_, n) => `# Part ${n}\n\n${'Words of it. '.repeat(200)}`).join(
      '\f',
    );
    const { id } = await app.documents.create(owner, upload(broken));
    PlainExtractor.before = (page) => {
      if (!page.startsWith('# Part 6')) return;
      PlainExtractor.before = undefined;
      throw new Error('broke off');
    };
    await expect(app.ingestion.ingest(id)).rejects.toThrow('broke off');
    await app.ingestion.ingest(id);
    const { items } = await trees.blocks(owner, id);
    const straight = await app.ingested(owner, broken);
    const expected = await trees.blocks(owner, straight.id);
    const told = (blocks: typeof items) =>
      blocks.map(({ kind, position, charStart, charEnd, page }) => [
        kind,
        position,
        charStart,
        charEnd,
        page,
      ]);
    expect(told(items)).toEqual(told(expected.items));
    expect(items).toHaveLength(18);
  });
});
