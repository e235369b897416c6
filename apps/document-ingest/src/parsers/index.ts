import type { ContentType } from '@muster/documents';
import { parseEml } from './eml';
import { parseHtml } from './html';
import { parseImage } from './image';
import { parseMarkdown } from './markdown';
import { parseOffice } from './office';
import type { Parser } from './parser';
import { parsePdf } from './pdf';
import { parseCsv, parseJson, parseText } from './text';

/** Every type that may be uploaded has a parser, or this does not compile. */
export const PARSERS: Record<ContentType, Parser> = {
  'application/pdf': parsePdf,
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': parseOffice,
  'application/vnd.openxmlformats-officedocument.presentationml.presentation': parseOffice,
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': parseOffice,
  'application/json': parseJson,
  'image/bmp': parseImage,
  'image/gif': parseImage,
  'image/jpeg': parseImage,
  'image/png': parseImage,
  'image/tiff': parseImage,
  'image/webp': parseImage,
  'message/rfc822': parseEml,
  'text/html': parseHtml,
  'text/csv': parseCsv,
  'text/markdown': parseMarkdown,
  'text/plain': parseText,
};
