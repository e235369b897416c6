import type { BlockKind } from '../nodes/block';
import type { ExtractedBlock, ExtractedPart } from './text-extractor';

export interface NewNode {
  position: number;
  kind: BlockKind;
  level: number | null;
  title: string | null;
  start: number;
  end: number;
  page: number | null;
}

/** What of the nodes is stored together with a batch of text. */
export interface NodeBatch {
  nodes: NewNode[];
  /** A node of an earlier batch, of which more text is stored now. */
  grown?: { position: number; end: number };
}

interface Waiting extends NewNode {
  /** Some of it is stored. */
  begun: boolean;
}

const LONGEST_TITLE = 500;

/** Numbers the blocks of a document, and hands them out as far as their text is stored. Offsets are absolute. */
export class NodeBuilder {
  /** In order; only the first can have begun. */
  private waiting: Waiting[] = [];

  /** `count`: nodes that are stored already. */
  constructor(private count: number) {}

  /** `offset`: where the part begins. */
  add(part: ExtractedPart, offset: number): void {
    for (const block of part.blocks) {
      const last = this.waiting.at(-1);
      if (block.continued && last) last.end = offset + block.end;
      else this.waiting.push(this.toNode(part, block, offset));
    }
  }

  /** The position of the node in which a character lies; null before the first one. */
  at(offset: number): number | null {
    const position =
      this.waiting.findLast(({ start }) => start <= offset)?.position ?? this.count - this.waiting.length - 1;
    return position < 0 ? null : position;
  }

  /** The nodes of which any text lies before `end`. What of them lies beyond it follows with a later batch. */
  take(end: number): NodeBatch {
    const stored = this.waiting
      .filter(({ start }) => start < end)
      .map((node) => ({ ...node, end: Math.min(node.end, end) }));
    this.waiting = this.waiting
      .filter((node) => node.end > end)
      .map((node) => ({ ...node, begun: node.begun || node.start < end }));
    return { nodes: stored.filter(({ begun }) => !begun), grown: stored.find(({ begun }) => begun) };
  }

  private toNode({ text, page }: ExtractedPart, block: ExtractedBlock, offset: number): Waiting {
    const begun = block.continued === true && this.count > 0;
    if (!begun) this.count += 1;
    return {
      position: this.count - 1,
      kind: block.kind,
      level: block.level ?? null,
      title: block.kind === 'heading' ? toTitle(block.title ?? text.slice(block.start, block.end)) : null,
      start: offset + block.start,
      end: offset + block.end,
      page,
      begun,
    };
  }
}

/** On one line, as any text column can hold it. */
export const toTitle = (text: string): string =>
  text.replaceAll('\0', '').replace(/\s+/g, ' ').trim().slice(0, LONGEST_TITLE).toWellFormed();
