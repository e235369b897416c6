import type { BlockKind, ExtractedDetails, ExtractedPart } from '@muster/documents';
import { PartWriter } from '../parsers/part-writer';

/** A block, or with `group` a line of one: pieces in a row that share a group make up one block. */
export interface Piece {
  kind: BlockKind;
  text: string;
  /** Of headings. */
  level?: number;
  group?: number | string;
}

const INDENT = '  ';
const DEEPEST = 8;

/** An item of a list, on lines of its own: what it goes on with stands further in than its beginning. */
export function listItem(text: string, level: number): string {
  const indent = INDENT.repeat(Math.min(Math.max(level, 0), DEEPEST));
  const lines = text.split('\n').map((line) => line.trim());
  return indent + lines.filter((line) => line !== '').join(`\n${indent}${INDENT}`);
}

/** Turns the pieces of an office document into parts, page by page where it has pages. */
export class PieceWriter {
  /** Share of the document read so far. */
  done = 0;
  private writer = new PartWriter();
  private ready: ExtractedPart[] = [];
  private page: number | null = null;
  private group?: number | string;

  constructor(
    private details: ExtractedDetails = {},
    private readonly pages: number | null = null,
  ) {}

  add({ kind, text, level = 1, group }: Piece): void {
    if (text.trim() === '') return;
    if (group !== undefined && group === this.group) {
      this.writer.write(`\n${text.trimEnd()}`);
      return;
    }
    this.group = group;
    if (kind === 'heading') this.writer.heading(level, text.trim().replace(/\s+/g, ' '));
    else this.writer.block(kind, text.trimEnd());
  }

  /** What follows stands on that page, under no heading. */
  turnTo(page: number): void {
    this.finish();
    this.page = page;
  }

  /** The page or the document ends here. */
  finish(): void {
    this.writer.space('\n\n');
    this.keep(this.writer.end());
    this.writer = new PartWriter();
    this.group = undefined;
  }

  /** The parts that are complete. */
  take(): ExtractedPart[] {
    this.keep(this.writer.take());
    const { ready } = this;
    this.ready = [];
    return ready;
  }

  private keep(parts: Iterable<ExtractedPart>): void {
    const { page, pages, done } = this;
    for (const part of parts) {
      if (part.text.trim() === '') continue;
      const described = Object.keys(this.details).length > 0 && { details: this.details };
      this.ready.push({ ...part, page, pages, done, ...described });
      this.details = {};
    }
  }
}
