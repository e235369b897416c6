import PostalMime, { type Address, type Attachment, type Email } from 'postal-mime';
import type { ExtractedDetails, ExtractedPart } from '@muster/documents';
import { cleaned, decode, DecodedPiece } from './decoding';
import { HtmlReader } from './html/html-reader';
import { wholePair } from './lines';
import { withoutUnread } from './mail/unread';
import { ParseError, Parser, ParserInput } from './parser';
import { PartWriter } from './part-writer';
import { after } from './resuming';
import { writeParagraphs } from './text';

/** Messages within messages that are read; those further in are only named. */
const DEEPEST = 10;
/** A text of so much fewer words than the page it stands for only says that there is one. */
const REAL_TEXT = 0.25;
const PIECE = 65_536;

/** A mail: its subject as the heading, who wrote it to whom, what it says, and what is attached. */
export const parseEml: Parser = ({ bytes, from }) => after(message(bytes), from.chars);

async function* message(bytes: ParserInput['bytes']): AsyncGenerator<ExtractedPart> {
  const mail = await read(withoutUnread(Buffer.concat(bytes.splice(0))));
  const writer = new PartWriter();
  // It was read as a whole; what is left is to write it down.
  writer.done = 0.5;
  yield* write(mail, writer, 1);
  yield* writer.end(detailsOf(mail));
}

async function read(mail: Uint8Array): Promise<Email> {
  try {
    return await PostalMime.parse(mail, { forceRfc822Attachments: true, maxNestingDepth: 64 });
  } catch (error) {
    throw new ParseError('corrupt', `it is not a mail that can be read: ${(error as Error).message}`);
  }
}

function detailsOf({ subject, from }: Email): ExtractedDetails {
  const title = oneLine(subject);
  const author = oneLine(from?.name || from?.address);
  return { ...(title && { title }), ...(author && { author }) };
}

async function* write(mail: Email, writer: PartWriter, level: number): AsyncGenerator<ExtractedPart> {
  const title = oneLine(mail.subject);
  if (title) writer.heading(level, title);
  writer.block('paragraph', envelope(mail));
  yield* writeBody(mail, writer, level);
  if (mail.attachments.length > 0) {
    writer.block('paragraph', 'Attachments:');
    writer.block('list', mail.attachments.map((attachment) => `- ${nameOf(attachment)}`).join('\n'));
  }
  for (const attachment of mail.attachments) yield* writeAttachment(attachment, writer, level + 1);
}

/** Who to whom and when. */
function envelope(mail: Email): string {
  const lines: [string, string][] = [
    ['From', mail.from ? written(mail.from) : ''],
    ['To', (mail.to ?? []).map(written).join(', ')],
    ['Cc', (mail.cc ?? []).map(written).join(', ')],
    ['Date', mail.headers.find(({ key }) => key === 'date')?.value ?? ''],
  ];
  return lines
    .map(([name, value]) => [name, oneLine(value)])
    .filter(([, value]) => value)
    .map(([name, value]) => `${name}: ${value}`)
    .join('\n');
}

function written({ name, address, group }: Address): string {
  if (group) return `${name}: ${group.map(written).join(', ')}`;
  return name && address && name !== address ? `${name} <${address}>` : name || (address ?? '');
}

function* writeBody(
  { text = '', html = '' }: Email,
  writer: PartWriter,
  level: number,
): Generator<ExtractedPart> {
  if (html.trim() === '' || isReal(text, html)) yield* writeText(piecesOf(text), writer);
  else yield* writeHtml(piecesOf(html), writer, level);
}

/** Whether the text says what the page does. */
function isReal(text: string, html: string): boolean {
  if (text.trim() === '') return false;
  const scratch = new PartWriter();
  let words = 0;
  for (const part of writeHtml(piecesOf(html), scratch, 0)) words += wordsIn(part.text);
  for (const part of scratch.end()) words += wordsIn(part.text);
  return wordsIn(text) >= words * REAL_TEXT;
}

async function* writeAttachment(
  attachment: Attachment,
  writer: PartWriter,
  level: number,
): AsyncGenerator<ExtractedPart> {
  const { mimeType, content } = attachment;
  if (typeof content === 'string') return;
  const bytes = new Uint8Array(content);
  if (mimeType === 'message/rfc822' && level <= DEEPEST) yield* write(await read(bytes), writer, level);
  if (mimeType !== 'text/plain' && mimeType !== 'text/html') return;
  writer.heading(level, nameOf(attachment));
  const pieces = decode([bytes]);
  yield* mimeType === 'text/html' ? writeHtml(pieces, writer, level) : writeText(pieces, writer);
}

function* writeText(pieces: Iterable<DecodedPiece>, writer: PartWriter): Generator<ExtractedPart> {
  writer.gap();
  for (const _line of writeParagraphs(writer, pieces)) yield* writer.take();
}

/** Its headings lie below those of the mail. */
function* writeHtml(
  pieces: Iterable<DecodedPiece>,
  writer: PartWriter,
  level: number,
): Generator<ExtractedPart> {
  const reader = new HtmlReader(writer, { below: level });
  for (const { text } of pieces) {
    reader.read(text);
    yield* writer.take();
  }
  reader.end();
  yield* writer.take();
}

function* piecesOf(text: string): Generator<DecodedPiece> {
  const all = cleaned(text);
  for (let at = 0; at < all.length;) {
    const end = wholePair(all, at + PIECE);
    yield { text: all.slice(at, end), done: 1 };
    at = end;
  }
}

const nameOf = ({ filename, mimeType }: Attachment): string =>
  oneLine(filename ?? '') || oneLine(mimeType) || '?';

const wordsIn = (text: string): number => text.match(/\S+/g)?.length ?? 0;

const oneLine = (text = ''): string => cleaned(text).replace(/\s+/g, ' ').trim();
