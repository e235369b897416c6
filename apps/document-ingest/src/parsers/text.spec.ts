import { blocksOf, extract, faults, joined } from '../testing/extraction';
import { itKeepsTheLaws, wordsOf } from '../testing/extraction-laws';
import { parseCsv, parseJson, parseText } from './text';

const TEXT = `\ufeffThe first paragraph
  goes over two lines.\r
\t
# not a heading, 🙂 for nothing is marked in plain text


- one
- two
`;
const PLAIN = TEXT.slice(1).replaceAll('\r\n', '\n');
const CSV = 'name,age\r\n"Doe, Jane",41\r\n\r\n,\r\nlast,7\r\n';
const JSON_TEXT = '{\n  "a": [1, 2],\n\n  "b": "c d"\n}\n';

describe('plain text', () => {
  itKeepsTheLaws(parseText, () => ({ file: Buffer.from(TEXT), words: wordsOf(PLAIN) }));

  it.each([
    ['UTF-8', Buffer.from('naïve 日本 🙂'), 'naïve 日本 🙂'],
    ['UTF-8 with its mark', Buffer.from('\ufeffnaïve'), 'naïve'],
    ['UTF-16 of either order', Buffer.from('\ufeffnaïve 🙂', 'utf16le'), 'naïve 🙂'],
    ['UTF-16 of the other order', Buffer.from('\ufeffnaïve 🙂', 'utf16le').swap16(), 'naïve 🙂'],
    ['Latin-1', Buffer.from('na\xefve caf\xe9', 'latin1'), 'naïve café'],
    ['any line end as one', Buffer.from('a\r\nb\rc\nd\r'), 'a\nb\nc\nd\n'],
    ['no NUL', Buffer.from('a\0b'), 'ab'],
  ])('is read as %s, however it is cut', async (_, file, text) => {
    for (const pieceSize of [1, 2, 3, 1_000])
      expect(joined(await extract(parseText, file, { pieceSize }))).toBe(text);
  });

  it('is taken for Latin-1 when it stops being UTF-8 far from the beginning', async () => {
    const file = Buffer.concat([Buffer.from('plain '.repeat(50_000)), Buffer.from([0xe9])]);
    expect(joined(await extract(parseText, file)).endsWith('plain é')).toBe(true);
  });

  it('has a paragraph for each stretch between empty lines, and no headings', async () => {
    const blocks = blocksOf(await extract(parseText, TEXT));
    expect(blocks.map(({ kind, text }) => [kind, text])).toEqual([
      ['paragraph', 'The first paragraph\n  goes over two lines.'],
      ['paragraph', '# not a heading, 🙂 for nothing is marked in plain text'],
      ['paragraph', '- one\n- two'],
    ]);
  });

  it.each([
    ['one endless line', 'Größe und Maß🙂. '.repeat(20_000)],
    ['one endless word', '🙂'.repeat(100_000)],
    ['one endless paragraph', 'A line of it.\n'.repeat(20_000)],
    ['nothing for a long time', `a${' '.repeat(200_000)}\n${'\n'.repeat(200_000)}b`],
  ])('is handed on in pieces when it is %s', async (_, text) => {
    const parts = await extract(parseText, text, { pieceSize: 10_001 });
    expect(joined(parts)).toBe(text);
    expect(Math.max(...parts.map((part) => part.text.length))).toBeLessThan(100_000);
    expect(parts.length).toBeGreaterThan(3);
    expect(faults(parts)).toEqual([]);
    expect(blocksOf(parts).map((block) => block.text)).toEqual(
      text.startsWith('a') ? ['a', 'b'] : [text.trim()],
    );
  });
});

describe('CSV', () => {
  itKeepsTheLaws(parseCsv, () => ({ file: Buffer.from(CSV), words: wordsOf(CSV) }));

  it('is one table, as it is written', async () => {
    expect(blocksOf(await extract(parseCsv, CSV))).toMatchObject([
      { kind: 'table', text: CSV.replaceAll('\r\n', '\n').trim() },
    ]);
  });
});

describe('JSON', () => {
  itKeepsTheLaws(parseJson, () => ({ file: Buffer.from(JSON_TEXT), words: wordsOf(JSON_TEXT) }));

  it('is code', async () => {
    expect(blocksOf(await extract(parseJson, JSON_TEXT))).toMatchObject([
      { kind: 'code', text: JSON_TEXT.trim() },
    ]);
  });
});
