import type { ExtractedPart } from '@muster/documents';
import { parseMarkdown } from './markdown';
import type { Parser } from './parser';
import { parseText } from './text';

/** All parts of a file that arrives in pieces of `pieceSize` bytes. */
async function parse(
  parser: Parser,
  file: string | Buffer,
  { chars = 0, pieceSize = 1_000_000 } = {},
): Promise<ExtractedPart[]> {
  const whole = Buffer.from(file);
  const bytes: Buffer[] = [];
  for (let at = 0; at < whole.length; at += pieceSize) bytes.push(whole.subarray(at, at + pieceSize));
  const from = { chars, page: null, pageStart: 0 };
  const parts: ExtractedPart[] = [];
  for await (const part of parser({ bytes, size: whole.length, from, maxPages: 10 })) parts.push(part);
  return parts;
}

const joined = (parts: ExtractedPart[]): string => parts.map(({ text }) => text).join('');

describe('parseText', () => {
  it.each([
    ['UTF-8', Buffer.from('naïve 日本 🙂'), 'naïve 日本 🙂'],
    ['UTF-8 with its mark', Buffer.from('\ufeffnaïve'), 'naïve'],
    ['UTF-16 of either order', Buffer.from('\ufeffnaïve 🙂', 'utf16le'), 'naïve 🙂'],
    ['UTF-16 of the other order', Buffer.from('\ufeffnaïve 🙂', 'utf16le').swap16(), 'naïve 🙂'],
    ['Latin-1', Buffer.from('na\xefve caf\xe9', 'latin1'), 'naïve café'],
    ['any line end as one', Buffer.from('a\r\nb\rc\nd\r'), 'a\nb\nc\nd\n'],
    ['no NUL', Buffer.from('a\0b'), 'ab'],
  ])('reads %s, however it is cut', async (_, file, text) => {
    for (const pieceSize of [1, 2, 3, 1_000])
      expect(joined(await parse(parseText, file, { pieceSize }))).toBe(text);
  });

  it('takes Latin-1 for what stops being UTF-8 far from the beginning', async () => {
    const file = Buffer.concat([Buffer.from('plain '.repeat(50_000)), Buffer.from([0xe9])]);
    expect(joined(await parse(parseText, file)).endsWith('plain é')).toBe(true);
  });

  it('goes on after what is stored, and says how far it is', async () => {
    const text = 'Größe und Maß. '.repeat(20_000);
    for (const chars of [0, 1, 70_000, text.length]) {
      const parts = await parse(parseText, text, { chars });
      expect(joined(parts)).toBe(text.slice(chars));
      expect(parts.at(-1)?.done).toBe(1);
      expect(parts.map(({ done }) => done)).toEqual(parts.map(({ done }) => done).sort());
    }
  });
});

const MARKDOWN = `---
title: no heading
---
Before all.

# One *bold* word

Text of one.

## [Linked](https://example.org) title ##

\`\`\`sh
# a comment, no heading
\`\`\`

Underlined
==========

### Deep

Deep text.

Second
---

- item
---
| a | b |
|---|---|
#no heading
`;

describe('parseMarkdown', () => {
  it('makes a part of each section, under its headings', async () => {
    const parts = await parse(parseMarkdown, MARKDOWN);
    expect(parts.map(({ headings, text }) => [headings.join(' > '), text.trim().split('\n').at(-1)])).toEqual(
      [
        ['', 'Before all.'],
        ['One bold word', 'Text of one.'],
        ['One bold word > Linked title', '```'],
        ['Underlined > Deep', 'Deep text.'],
        ['Underlined > Second', '#no heading'],
      ],
    );
    expect(parts.every(({ closed }) => closed)).toBe(true);
  });

  it('keeps every character, however the file is cut and wherever reading goes on', async () => {
    for (const pieceSize of [1, 7, 100])
      expect(joined(await parse(parseMarkdown, MARKDOWN, { pieceSize }))).toBe(MARKDOWN);
    const whole = await parse(parseMarkdown, MARKDOWN);
    for (let chars = 0; chars <= MARKDOWN.length; chars += 13) {
      const rest = await parse(parseMarkdown, MARKDOWN, { chars });
      expect(joined(rest)).toBe(MARKDOWN.slice(chars));
      expect(rest.at(-1)?.headings).toEqual(whole.at(-1)?.headings);
    }
  });

  it('hands a long section on in open pieces', async () => {
    const text = `# Long\n\n${'A line of it.\n'.repeat(10_000)}`;
    const parts = await parse(parseMarkdown, text);
    expect(parts.length).toBeGreaterThan(3);
    expect(parts.map(({ closed }) => closed)).toEqual(parts.map((_, index) => index === parts.length - 1));
    expect(joined(parts)).toBe(text);
  });
});
