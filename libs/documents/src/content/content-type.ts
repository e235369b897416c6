import { fileTypeFromBuffer } from 'file-type/core';
import { InvalidError } from '@muster/platform';
import { isMail } from './mail';
import { markupOf } from './markup';

/** How much of the beginning decides. */
export const HEAD_BYTES = 65_536;

/** What can be turned into text so far. */
export const CONTENT_TYPES = [
  'application/pdf',
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  'application/vnd.openxmlformats-officedocument.presentationml.presentation',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  'image/bmp',
  'image/gif',
  'image/jpeg',
  'image/png',
  'image/tiff',
  'image/webp',
  'message/rfc822',
  'text/html',
  'text/markdown',
  'text/csv',
  'application/json',
  'text/plain',
] as const;
export type ContentType = (typeof CONTENT_TYPES)[number];

/** Whether the bytes of that type are no text, but hold one that reading them yields. */
export const holdsText = (contentType: string): boolean =>
  CONTENT_TYPES.some((type) => type === contentType) && !isText(contentType);

const isText = (type: string): boolean => type.startsWith('text/') || type === 'application/json';

/** Whether a file of that type is one by its name alone: any text may be one. */
const isWritten = (type: string): boolean => isText(type) || type === 'message/rfc822';

/** A reader finds the header anywhere in the first kilobyte. */
const PDF_HEADER_WITHIN = 1_024;

/** Kinds of plain text are told apart by the name, then by what the sender declares: bytes do not show them. */
const BY_EXTENSION: Record<string, ContentType> = {
  eml: 'message/rfc822',
  html: 'text/html',
  htm: 'text/html',
  xhtml: 'text/html',
  xht: 'text/html',
  md: 'text/markdown',
  markdown: 'text/markdown',
  csv: 'text/csv',
  json: 'application/json',
};

/**
 * The type of a file by its content. Throws `InvalidError` (reason `unsupported_type`) naming what was found when it
 * cannot be turned into text.
 */
export async function detectContentType(
  head: Buffer,
  hints: { filename: string; declared?: string },
): Promise<ContentType> {
  if (head.subarray(0, PDF_HEADER_WITHIN).includes('%PDF-')) return 'application/pdf';
  if (isMail(head)) return 'message/rfc822';
  if (!looksLikeText(head)) return kindOfImage(head);
  const markup = markupOf(head);
  if (markup === 'text/html') return markup;
  if (markup) throw unsupported(markup);
  return kindOfText(hints);
}

/** Whether images can be read shows where they are: the tool for it may be there or not. */
async function kindOfImage(head: Buffer): Promise<ContentType> {
  const found = (await fileTypeFromBuffer(head))?.mime ?? 'binary data';
  const image = CONTENT_TYPES.find((type) => type === found && type.startsWith('image/'));
  if (!image) throw unsupported(found);
  return image;
}

function kindOfText({ filename, declared }: { filename: string; declared?: string }): ContentType {
  const extension = filename.toLowerCase().split('.').at(-1) ?? '';
  const type = declared?.split(';')[0]?.trim().toLowerCase().replace('application/xhtml+xml', 'text/html');
  const known = CONTENT_TYPES.find((candidate) => candidate === type && isWritten(candidate));
  return BY_EXTENSION[extension] ?? known ?? 'text/plain';
}

/** No control characters but white space; UTF-16 only with its byte order mark. */
function looksLikeText(head: Buffer): boolean {
  const [first, second] = head;
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff))
    return head.length % 2 === 0 || head.length < HEAD_BYTES;
  return !head.some((byte) => byte < 0x20 && !WHITE_SPACE.has(byte));
}

/** Tab, line feed, vertical tab, form feed, carriage return, and the escape of terminal logs. */
const WHITE_SPACE = new Set([0x09, 0x0a, 0x0b, 0x0c, 0x0d, 0x1b]);

export const unsupported = (found: string): InvalidError =>
  new InvalidError(`cannot be turned into text: ${found}`, { file: `is ${found}` }, 'unsupported_type');
