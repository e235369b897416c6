import { randomUUID } from 'node:crypto';
import { Division, outlineOf, OutlineHeading } from './outline';

/** `#`s and a title for headings, a dot for any other node; `|` begins a page. Each node takes ten characters. */
function outline(drawing: string) {
  const headings: OutlineHeading[] = [];
  let [page, pageBefore, position] = [1, 1, 0];
  for (const word of drawing.split(/\s+/).filter(Boolean)) {
    if (word === '|') {
      page += 1;
      continue;
    }
    const [, marks = '', title = ''] = /^(#*)(.*)$/.exec(word) ?? [];
    if (marks)
      headings.push({
        id: randomUUID(),
        position,
        level: marks.length,
        title,
        charStart: position * 10,
        page,
        pageBefore,
      });
    pageBefore = page;
    position += 1;
  }
  const subject = {
    id: 'd',
    revision: 1,
    title: 'file',
    nodeCount: position,
    textLength: position * 10,
    pageCount: drawing.includes('|') ? page : null,
  };
  return { chapters: outlineOf(subject, headings), headings };
}

const told = (drawing: string): string[] =>
  outline(drawing).chapters.map(
    ({ title, sections }) =>
      `${title}: ${sections.map(({ title: name, first, end }) => `${name} ${first}-${end}`).join(', ')}`,
  );

describe('outlineOf', () => {
  it('makes chapters of the outermost headings and sections of the next', () => {
    expect(told('#One ##A . ##B . . #Two .')).toEqual(['One: A 0-3, B 3-6', 'Two: Two 6-8']);
  });

  it('takes a single heading above all others for the title', () => {
    expect(told('#Title ##A . ###x . ##B .')).toEqual(['A: A 0-3, x 3-5', 'B: B 5-7']);
    expect(told('#Title . ##A .')).toEqual(['Title: Title 0-2', 'A: A 2-4']);
  });

  it('keeps what stands before the first heading', () => {
    expect(told('. . #A . ##x . ')).toEqual(['file: file 0-2', 'A: A 2-4, x 4-6']);
  });

  it('begins at whatever level the document begins with', () => {
    expect(told('###A . ####x . ###B .')).toEqual(['A: A 0-2, x 2-4', 'B: B 4-6']);
    expect(told('. .')).toEqual(['file: file 0-2']);
    expect(told('#A')).toEqual(['A: A 0-1']);
    expect(told('')).toEqual(['file: file 0-0']);
  });

  it('puts deeper headings above the first chapter before it', () => {
    expect(told('##Early . #A . #B .')).toEqual(['file: Early 0-2', 'A: A 2-4', 'B: B 4-6']);
  });

  it('leaves no node out and puts none in twice, at any shape', () => {
    for (let seed = 1; seed < 300; seed += 1) {
      const words = Array.from(
        { length: seed % 17 },
        (_, n) => ['.', '#h', '##h', '###h', '.'][(seed * (n + 3) * 7 + n * n) % 5],
      );
      const { chapters } = outline(words.join(' '));
      const joined = (divisions: Division[]) => divisions.flatMap(({ first, end }) => [first, end]);
      const sections = chapters.flatMap((chapter) => chapter.sections);
      for (const edges of [joined(chapters), joined(sections)]) {
        expect(edges[0]).toBe(0);
        expect(edges.at(-1)).toBe(words.length);
        for (let at = 1; at + 1 < edges.length; at += 2) expect(edges[at]).toBe(edges[at + 1]);
      }
      expect(new Set([...chapters, ...sections].map(({ id }) => id)).size).toBe(
        chapters.length + sections.length,
      );
    }
  });

  it('knows the pages of a division', () => {
    const { chapters } = outline('#A . | . #B | . | . #C .');
    expect(chapters.map(({ pages }) => pages)).toEqual([
      { first: 1, last: 2 },
      { first: 2, last: 4 },
      { first: 4, last: 4 },
    ]);
    expect(outline('#A .').chapters[0]?.pages).toBeNull();
  });

  it('names a division by its heading, and one without by its place', () => {
    const once = outline('. #A .');
    expect(once.chapters[1]?.id).toBe(once.headings[0]?.id);
    expect(once.chapters[0]?.id).toBe(outline('. #A .').chapters[0]?.id);
  });

  it('divides a hundred thousand headings without effort', () => {
    const words = Array.from({ length: 100_000 }, (_, n) => (n % 10 === 0 ? '#h' : '##h'));
    expect(outline(words.join(' ')).chapters).toHaveLength(10_000);
  });
});
