import type { Readable } from 'node:stream';

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
}

/** A piece of the extracted text. The pieces in order, joined, are the whole text: nothing may be skipped or repeated. */
export interface ExtractedPart {
  text: string;
  /** Counted from 1; null where the format knows no pages. */
  page: number | null;
  /** The headings the piece stands under, outermost first. */
  headings: string[];
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
