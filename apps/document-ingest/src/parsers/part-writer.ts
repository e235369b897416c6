import type { BlockKind, ExtractedBlock, ExtractedDetails, ExtractedPart } from '@muster/documents';
import { HeadingPath } from './headings';
import { wholePair } from './lines';

/** A longer section is handed on in pieces. */
const LONGEST_PIECE = 32_768;
/** More of a heading is text like any other, but no title. */
const LONGEST_TITLE = 250;

/** The block that is being written; it has a place as soon as anything but white space was. */
interface Writing {
  kind: BlockKind;
  level?: number;
  title?: string;
  placed?: ExtractedBlock;
}

/**
 * Turns a stream of blocks and the white space between them into parts: one for each section, long ones in pieces.
 * Headings without a text of their own stay with the section that follows.
 */
export class PartWriter {
  /** Share of the document read so far. */
  done = 0;
  private readonly path = new HeadingPath();
  private readonly written: ExtractedPart[] = [];
  private text = '';
  private blocks: ExtractedBlock[] = [];
  private writing?: Writing;
  private hasBody = false;
  /** Nothing was written since the last gap. */
  private blank = true;

  /** Whether `write` goes on with a block of this kind. */
  within(kind: BlockKind): boolean {
    return this.writing?.kind === kind;
  }

  /** A section begins here, with a heading. The block is still to be written. */
  enter(level: number, title: string): void {
    if (this.hasBody) this.push(true);
    this.hasBody = false;
    const short = title.slice(0, LONGEST_TITLE).trim();
    this.path.enter(level, short);
    this.writing = { kind: 'heading', level, title: short };
  }

  begin(kind: BlockKind): void {
    this.writing = { kind };
  }

  /** Goes on with the block that was begun. */
  write(text: string): void {
    for (let at = 0; at < text.length;) {
      const end = text.length - at > LONGEST_PIECE ? wholePair(text, at + LONGEST_PIECE) : text.length;
      this.append(text.slice(at, end));
      at = end;
    }
  }

  /** White space after the block, which ends. */
  space(text: string): void {
    this.writing = undefined;
    this.append(text);
  }

  /** A whole block, and an empty line between it and the one before. */
  block(kind: BlockKind, text: string): void {
    this.gap();
    this.begin(kind);
    this.write(text);
  }

  /** A whole heading, and an empty line between it and the block before. */
  heading(level: number, title: string): void {
    this.gap();
    this.enter(level, title);
    this.write(title);
  }

  /** An empty line, unless nothing was written yet. */
  gap(): void {
    this.space(this.blank ? '' : '\n\n');
    this.blank = true;
  }

  /** What is complete so far. */
  *take(): Generator<ExtractedPart> {
    yield* this.written.splice(0);
  }

  *end(details?: ExtractedDetails): Generator<ExtractedPart> {
    this.done = 1;
    this.push(true, details);
    yield* this.take();
  }

  private append(text: string): void {
    const start = text.length - text.trimStart().length;
    const blank = start === text.length;
    // White space stays with what is before it, but even that has to end somewhere.
    if (this.text.length >= (blank ? 2 : 1) * LONGEST_PIECE) this.push(false);
    const at = this.text.length;
    this.text += text;
    if (blank) return;
    this.blank = false;
    this.extend(at + start, at + text.trimEnd().length);
  }

  private extend(start: number, end: number): void {
    const { writing = { kind: 'paragraph' } satisfies Writing } = this;
    this.writing = writing;
    this.hasBody ||= writing.kind !== 'heading';
    if (writing.placed && writing.placed === this.blocks.at(-1)) {
      writing.placed.end = end;
      return;
    }
    const { kind, level, title, placed } = writing;
    writing.placed = {
      ...{ kind, start, end },
      ...(level !== undefined && { level }),
      ...(title !== undefined && !placed && { title }),
      ...(placed && { continued: true as const }),
    };
    this.blocks.push(writing.placed);
  }

  private push(closed: boolean, details?: ExtractedDetails): void {
    const { text, blocks, done } = this;
    const headings = this.path.titles();
    this.written.push({
      ...{ text, page: null, headings, blocks, closed, done, pages: null },
      ...(details && { details }),
    });
    this.text = '';
    this.blocks = [];
  }
}
