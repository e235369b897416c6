import { blocksOf, extract, joined } from '../testing/extraction';
import { itKeepsTheLaws, wordsOf } from '../testing/extraction-laws';
import { parseMarkdown } from './markdown';

const MARKDOWN = `---
title: no heading
# nor this
---
Before all,
on two lines.

# One *bold* word

Text of one.
***
- an item
  of two lines
- another

  with a paragraph
  1. and one within
- \`\`\`sh
# no heading
  \`\`\`
  still an item
lazily going on

## [Linked](https://example.org) title ##

\`\`\`sh
# a comment, no heading

~~~
\`\`\`

Underlined
on two lines
==========

### Deep #1

> Quoted
> twice
1. first
2. second
![A heron](heron.png)
Deep text with ![an inline](image.png) in it.

    indented code

    # more of it

Second
---

- item
---
| a | b |
|---|:-:|
| 1 | 2 |
one | more

a | b
#no heading
<!-- a comment
# no heading
-->
<pre>
# no heading

</pre>
Last.
`;

describe('Markdown', () => {
  itKeepsTheLaws(parseMarkdown, () => ({ file: Buffer.from(MARKDOWN), words: wordsOf(MARKDOWN) }));

  it('comes as it is written, a part for each section, under its headings', async () => {
    const parts = await extract(parseMarkdown, MARKDOWN);
    expect(joined(parts)).toBe(MARKDOWN);
    expect(parts.map(({ headings }) => headings.join(' > '))).toEqual([
      '',
      'One bold word',
      'One bold word > Linked title',
      'Underlined on two lines > Deep #1',
      'Underlined on two lines > Second',
    ]);
    expect(parts.every(({ closed }) => closed)).toBe(true);
  });

  it('is told apart into blocks', async () => {
    const blocks = blocksOf(await extract(parseMarkdown, MARKDOWN));
    expect(blocks.map(({ kind, level, text }) => [`${kind}${level ?? ''}`, text])).toEqual([
      ['code', '---\ntitle: no heading\n# nor this\n---'],
      ['paragraph', 'Before all,\non two lines.'],
      ['heading1', '# One *bold* word'],
      ['paragraph', 'Text of one.'],
      ['paragraph', '***'],
      ['list', '- an item\n  of two lines\n- another\n\n  with a paragraph\n  1. and one within'],
      ['code', '- ```sh\n# no heading\n  ```'],
      ['list', 'still an item\nlazily going on'],
      ['heading2', '## [Linked](https://example.org) title ##'],
      ['code', '```sh\n# a comment, no heading\n\n~~~\n```'],
      ['heading1', 'Underlined\non two lines\n=========='],
      ['heading3', '### Deep #1'],
      ['paragraph', '> Quoted\n> twice'],
      ['list', '1. first\n2. second'],
      ['image', '![A heron](heron.png)'],
      ['paragraph', 'Deep text with ![an inline](image.png) in it.'],
      ['code', 'indented code\n\n    # more of it'],
      ['heading2', 'Second\n---'],
      ['list', '- item'],
      ['paragraph', '---'],
      ['table', '| a | b |\n|---|:-:|\n| 1 | 2 |\none | more'],
      ['paragraph', 'a | b\n#no heading'],
      ['code', '<!-- a comment\n# no heading\n-->'],
      ['code', '<pre>\n# no heading\n\n</pre>'],
      ['paragraph', 'Last.'],
    ]);
  });

  it('hands a long section on in open pieces', async () => {
    const text = `# Long\n\n${'A line of it.\n'.repeat(10_000)}`;
    const parts = await extract(parseMarkdown, text);
    expect(parts.length).toBeGreaterThan(3);
    expect(parts.map(({ closed }) => closed)).toEqual(parts.map((_, index) => index === parts.length - 1));
    expect(joined(parts)).toBe(text);
    expect(blocksOf(parts).map(({ kind }) => kind)).toEqual(['heading', 'paragraph']);
  });
});
