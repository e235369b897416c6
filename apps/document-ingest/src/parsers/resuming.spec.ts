import type { ExtractedBlock, ExtractedPart } from '@muster/documents';
import { extract, faults, faultsOfResuming, joined } from '../testing/extraction';
import { after } from './resuming';

const part = (text: string, blocks: ExtractedBlock[], done: number): ExtractedPart => ({
  ...{ text, blocks, done, page: null, pages: null, headings: ['One'], closed: false },
});

const PARTS = [
  part(
    'One\n\n  two  three\n\n',
    [
      { kind: 'heading', level: 1, start: 0, end: 3 },
      { kind: 'paragraph', start: 7, end: 17 },
    ],
    0.3,
  ),
  part('', [], 0.3),
  part('a\tb\nc\td\n', [{ kind: 'table', start: 0, end: 7 }], 0.6),
  part('e\tf\n\n', [{ kind: 'table', start: 0, end: 3, continued: true }], 1),
];

const parser = ({ from }: { from: { chars: number } }): AsyncIterable<ExtractedPart> =>
  after(PARTS, from.chars);

describe('parts after what is stored', () => {
  it('hold exactly the rest, with the blocks that are left of it, from any character on', async () => {
    expect(faults(PARTS)).toEqual([]);
    for (let chars = 0; chars <= joined(PARTS).length; chars += 1)
      expect(await faultsOfResuming(parser, '', PARTS, chars)).toEqual([]);
  });

  it('begin with the rest of the block in which reading broke off', async () => {
    const rest = await extract(parser, '', { chars: 10 });
    expect(rest[0]).toMatchObject({
      text: '  three\n\n',
      blocks: [{ kind: 'paragraph', start: 2, end: 7, continued: true }],
      headings: ['One'],
    });
  });
});
