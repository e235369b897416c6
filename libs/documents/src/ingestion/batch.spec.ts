import { BatchBuilder } from './batch';
import type { NewNode } from './node-builder';
import type { ExtractedBlock, ExtractedPart } from './text-extractor';

const NAMED = { filename: 'notes.txt', title: 'Notes', description: '' };

const part = (text: string, blocks: ExtractedBlock[], more: Partial<ExtractedPart> = {}): ExtractedPart => ({
  ...{ text, blocks, page: null, headings: [], closed: false, done: 0, pages: null },
  ...more,
});

/** What a database would hold after these batches. */
function stored(batches: ReturnType<BatchBuilder['take']>[]): NewNode[] {
  const nodes: NewNode[] = [];
  for (const { nodes: added, grown } of batches) {
    if (grown) Object.assign(nodes[grown.position] as NewNode, { end: grown.end });
    nodes.push(...added);
  }
  return nodes;
}

const spans = (nodes: NewNode[]) =>
  nodes.map(({ position, kind, start, end }) => [position, kind, start, end]);

describe('BatchBuilder', () => {
  it('stores a node as far as its text is stored, and the rest of it later', () => {
    const builder = new BatchBuilder({ chars: 0, nodes: 0, chunks: 0 }, NAMED);
    const text = 'x'.repeat(1_500);
    builder.add(part(text, [{ kind: 'paragraph', start: 0, end: 1_500 }]));
    const first = builder.take();
    expect(spans(stored([first]))).toEqual([[0, 'paragraph', 0, first.end]]);
    expect(first.end).toBeLessThan(1_500);
    builder.add(
      part(`yy\n\nz`, [
        { kind: 'paragraph', start: 0, end: 2, continued: true },
        { kind: 'code', start: 4, end: 5 },
      ]),
    );
    builder.close();
    expect(spans(stored([first, builder.take()]))).toEqual([
      [0, 'paragraph', 0, 1_502],
      [1, 'code', 1_504, 1_505],
    ]);
  });

  it('goes on with a node that was stored by somebody else', () => {
    const builder = new BatchBuilder({ chars: 100, nodes: 3, chunks: 1 }, NAMED);
    builder.add(
      part('rest\n\nnext', [
        { kind: 'table', start: 0, end: 4, continued: true },
        { kind: 'list', start: 6, end: 10 },
      ]),
    );
    builder.close();
    const batch = builder.take();
    expect(batch.grown).toEqual(expect.objectContaining({ position: 2, end: 104 }));
    expect(spans(batch.nodes)).toEqual([[3, 'list', 106, 110]]);
    expect(batch.chunks.map(({ node }) => node)).toEqual([2]);
  });

  it('tells each chunk the node it begins in', () => {
    const builder = new BatchBuilder({ chars: 0, nodes: 0, chunks: 0 }, NAMED);
    const heading = part('Herons\n', [{ kind: 'heading', level: 1, start: 0, end: 6 }], { closed: true });
    const body = part('They eat fish.', [{ kind: 'paragraph', start: 0, end: 14 }], { closed: true });
    builder.add(heading);
    builder.add(body);
    const { chunks, nodes, words } = builder.take();
    expect(chunks.map(({ text, node }) => [text, node])).toEqual([
      ['Herons', 0],
      ['They eat fish.', 1],
    ]);
    expect(nodes[0]).toMatchObject({ title: 'Herons', level: 1 });
    expect(words).toBe(4);
  });

  it('keeps what the file says of itself on one line', () => {
    const builder = new BatchBuilder({ chars: 0, nodes: 0, chunks: 0 }, NAMED);
    builder.add(part('a', [], { details: { title: ' On\n herons\0 ', author: '  ' } }));
    expect(builder.take().details).toEqual({ title: 'On herons', author: undefined });
  });
});
