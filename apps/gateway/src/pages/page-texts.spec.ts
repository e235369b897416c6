/** The scripts of pages are for browsers; what they make of texts needs none. */
type Stretch = [from: number, to: number];

interface Item {
  paragraphs: Stretch[];
  children: Item[];
  number?: number;
}

interface Cited {
  number: number;
  chunkId: string;
  quote: string;
}

interface Scripts {
  listItems(text: string): Item[];
  tableOf(text: string, form: string): { rows: Stretch[][][]; head: boolean; align?: (string | undefined)[] };
  partsOf(answer: string, citations: Cited[], unsupported?: { start: number; end: number }[]): object[];
  stands(
    quote: string,
    blocks: { start: number; text: string }[],
    span: { start: number; end: number },
  ): boolean;
  placesIn(hash: string, documentId: string): { start: number; end: number }[];
}

const { listItems, tableOf, partsOf, stands, placesIn }: Scripts = Object.assign(
  {},
  ...['lists', 'tables', 'citations'].map((name) => jest.requireActual<object>(`./web/${name}.js`)),
);

const said = (text: string, stretches: Stretch[]): string =>
  stretches.map(([from, to]) => text.slice(from, to)).join('|');

describe('the items of a list', () => {
  const outline = (text: string, items = listItems(text)): unknown[] =>
    items.map(({ paragraphs, children, number }) => [
      `${number ?? ''}${said(text, paragraphs)}`,
      ...(children.length > 0 ? [outline(text, children)] : []),
    ]);

  it('are nested by their indentation, whatever the marker', () => {
    expect(outline('- a\n  - b\n\t* c\n- d\n• e')).toEqual([['a', [['b', [['c']]]]], ['d'], ['e']]);
    expect(outline('3. a\n   10) b\n4. c')).toEqual([['3a', [['10b']]], ['4c']]);
  });

  it('go on in lines without a marker, and after an empty line in a paragraph of their own', () => {
    expect(outline('- a\nand on\n\n  further\n- b')).toEqual([['a\nand on|  further'], ['b']]);
  });

  it('keep a first line without a marker, and markers without text', () => {
    expect(outline('goes on\n- a\n-')).toEqual([['goes on'], ['a'], ['']]);
  });

  it('lose no word', () => {
    const text = '- a b\nc\n\n 1. d\n      - e\n    f\n-g\n– h';
    const words = (items: Item[]): string =>
      items.map(({ paragraphs, children }) => `${said(text, paragraphs)} ${words(children)}`).join(' ');
    expect(words(listItems(text)).match(/\w/g)?.join('')).toBe('abcdefgh');
  });
});

describe('the cells of a table', () => {
  const cells = (text: string, form: string) =>
    tableOf(text, form).rows.map((row) => row.map((cell) => cell.map((part) => said(text, [part])).join('')));

  it('are parted by tabs, a line for each row', () => {
    expect(cells('a\tb\n1\t\n\t2', 'tabs')).toEqual([
      ['a', 'b'],
      ['1', ''],
      ['', '2'],
    ]);
    expect([tableOf('a\tb\n1\t2', 'tabs').head, tableOf('1\tb\n1\t2', 'tabs').head]).toEqual([true, false]);
  });

  it('are parted by bars in Markdown, the second line saying how they are set', () => {
    const text = '| a | b |\n|:--|--:|\n| `x` \\| y |  |\none | two';
    expect(cells(text, 'markdown').map((row) => row.map((cell) => cell.trim()))).toEqual([
      ['a', 'b'],
      ['`x` \\| y', ''],
      ['one', 'two'],
    ]);
    expect(tableOf(text, 'markdown').align).toEqual([undefined, 'right']);
  });

  it.each([
    [
      'a,b\n"1,5","say ""hi"""\n',
      [
        ['a', 'b'],
        ['1,5', 'say "hi"'],
      ],
    ],
    [
      'a;b\r\n"two\nlines";2\r\n',
      [
        ['a', 'b'],
        ['two\nlines', '2'],
      ],
    ],
    ['a\tb\n"unfinished\n', [['a', 'b'], ['unfinished\n']]],
    [
      'a,b\n"x" y,\n',
      [
        ['a', 'b'],
        ['x y', ''],
      ],
    ],
  ])('of CSV are found by the delimiter and the quotes of %j', (text, expected) => {
    expect(cells(text, 'csv')).toEqual(expected);
  });
});

describe('an answer', () => {
  const [one, two] = ['11111111-1111-4111-8111-111111111111', '22222222-2222-4222-8222-222222222222'];
  const citations = [
    { number: 1, chunkId: one, quote: 'Rivers flow.' },
    { number: 2, chunkId: one, quote: 'Lakes do\nnot.' },
  ];

  it('refers to the citation whose quote it repeats, or whose chunk it names', () => {
    expect(partsOf(`Lakes do not. [${one}] Rivers  flow. [${one}] So. [${two}]`, citations)).toEqual([
      { text: 'Lakes do not. ' },
      { number: 2 },
      { text: ' Rivers  flow. ' },
      { number: 1 },
      { text: ' So. ' },
      { number: undefined },
    ]);
    expect(partsOf(`In other words [${one}], and so on [${one}]`, citations)).toMatchObject([
      {},
      { number: 1 },
      {},
      { number: 2 },
    ]);
  });

  it('has what no document says marked, and the reference behind it unconfirmed', () => {
    const answer = `Rivers flow. [${one}] The moon is cheese. [${one}] Yes.`;
    const start = answer.indexOf('The moon');
    expect(partsOf(answer, citations, [{ start, end: start + 19 }])).toEqual([
      { text: 'Rivers flow. ' },
      { number: 1 },
      { text: ' ' },
      { text: 'The moon is cheese.', unsupported: true },
      { text: ' ' },
      { number: undefined },
      { text: ' Yes.' },
    ]);
  });

  it('knows whether a quote stands in the blocks, whatever their white space', () => {
    const blocks = [
      { start: 10, text: 'Rivers\nflow.' },
      { start: 24, text: 'Lakes do not.' },
    ];
    expect(stands('flow. Lakes', blocks, { start: 17, end: 29 })).toBe(true);
    expect(stands('flow. Lake', blocks, { start: 17, end: 29 })).toBe(false);
  });

  it('is asked for by places in the address', () => {
    expect(placesIn('#cite=1-5,7-9', 'd')).toMatchObject([
      { start: 1, end: 5 },
      { start: 7, end: 9 },
    ]);
    expect(placesIn('#cite=5-1', 'd')).toEqual([]);
    expect(placesIn('#at=3', 'd')).toEqual([]);
  });
});
