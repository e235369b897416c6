import type { ExtractedPart, ExtractionPoint } from '@muster/documents';
import type { NoOcrTool, OcrTool } from '../ocr/ocr-tool';

/** What a parser's process is told: the file, and later that more parts are wanted. */
export type ToParser =
  | {
      type: 'open';
      contentType: string;
      size: number;
      from: ExtractionPoint;
      maxPages: number;
      ocr: OcrTool | NoOcrTool;
    }
  | { type: 'bytes'; bytes: Uint8Array }
  | { type: 'end' }
  | { type: 'more' };

/** What it answers: parts, then how it ended. A `reason` means that another try would end the same way. */
export type FromParser =
  | { type: 'part'; part: ExtractedPart }
  | { type: 'done' }
  | { type: 'failed'; message: string; reason?: string };

/** Parts a parser may be ahead of its reader. */
export const PARTS_AHEAD = 8;
