import type { ExtractedPart, ExtractionPoint } from '@muster/documents';
import type { NoOcrTool, OcrTool } from '../ocr/ocr-tool';

/** A whole file in memory, in the pieces in which it arrived. */
export interface ParserInput {
  bytes: Uint8Array[];
  size: number;
  from: ExtractionPoint;
  maxPages: number;
  /** What reads images, or why nothing does. */
  ocr?: OcrTool | NoOcrTool;
  /** How many threads may work at it; one unless said. */
  threads?: number;
}

/** The text of one format, from `input.from` on. What goes wrong for good is a `ParseError`. */
export type Parser = (input: ParserInput) => AsyncIterable<ExtractedPart> | Iterable<ExtractedPart>;

/** Another try would end the same way; both texts are shown to users. */
export class ParseError extends Error {
  constructor(
    readonly reason: 'empty' | 'encrypted' | 'corrupt' | 'too_long' | 'too_costly' | 'unsupported_type',
    message: string,
  ) {
    super(message);
    this.name = 'ParseError';
  }
}
