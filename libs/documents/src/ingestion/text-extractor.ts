import type { Readable } from 'node:stream';
import type { BlockKind } from '../nodes/block';

/** What is read, and from where on: a resumed ingestion skips what is stored already. */
export interface ExtractionSource {
  bytes: Readable;
  contentType: string;
  /** Bytes in all. */
  size: number;
  from: ExtractionPoint;
}

/** What is stored already: so many characters, the last of them on this page, which begins at `pageStart`. */
export interface ExtractionPoint {
  chars: number;
  page: number | null;
  pageStart: number;
  /** Those under which that page begins, outermost first; formats without pages need none. */
  headings: { level: number; title: string }[];
}

/**
 * A block within a part: characters `start` to `end` of the part's text, without white space around it. Blocks are in
 * order and do not overlap; outside of them is only white space. Within a table each line is a row, its cells parted by
 * tabs (CSV stays as it is written). Each line of a list is an item, or goes on with the one above.
 */
export interface ExtractedBlock {
  kind: BlockKind;
  start: number;
  end: number;
  /** Of a heading: how deep, from 1. The outermost level of a document need not be 1. */
  level?: number;
  /** Of a heading: its text without any markup. Default: the text as it is. */
  title?: string;
  /** Of the first block of a part: the last block before it goes on here, be it that a part is cut there or that reading is resumed there. */
  continued?: true;
}

/** What a file says about itself, beside its text. */
export interface ExtractedDetails {
  title?: string;
  author?: string;
  /** Its text was read off pictures. */
  ocr?: true;
}

/** A piece of the extracted text. The pieces in order, joined, are the whole text: nothing may be skipped or repeated. */
export interface ExtractedPart {
  text: string;
  /** Counted from 1; null where the format knows no pages. */
  page: number | null;
  /** The headings the piece stands under, outermost first; a heading that begins the piece among them. */
  headings: string[];
  blocks: ExtractedBlock[];
  /** On one part at most. */
  details?: ExtractedDetails;
  /** No chunk reaches beyond the end of this piece: a page or a section ends here. */
  closed: boolean;
  /** Share of the document read with this piece, 0 to 1. */
  done: number;
  /** Pages in all, where the format knows pages. */
  pages: number | null;
}

/**
 * Turns bytes into text, off the event loop. Throws `InvalidError` with a reason (`encrypted`, `corrupt`, `too_long`,
 * `unsupported_type`) when another try is useless, anything else when it may help.
 */
export abstract class TextExtractor {
  abstract extract(source: ExtractionSource, signal: AbortSignal): AsyncIterable<ExtractedPart>;
}
