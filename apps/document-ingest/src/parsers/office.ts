import type { ExtractedPart } from '@muster/documents';
import { OfficePackage } from '../packages/office-package';
import type { XmlReader } from '../packages/xml';
import { ZipArchive } from '../packages/zip';
import { readDocx } from './docx';
import { ParseError, Parser, ParserInput } from './parser';
import { readPptx } from './pptx';
import { after } from './resuming';
import { readXlsx } from './xlsx';

type OfficeReader = (file: OfficePackage, main: string, maxPages: number) => AsyncIterable<ExtractedPart>;

/** By the outermost element of the main part: names, and even declared types, are wrong at times. */
const READERS: Record<string, OfficeReader> = {
  document: readDocx,
  presentation: readPptx,
  workbook: readXlsx,
};

/** Where the main part is when nothing says so. */
const USUAL_PLACES = ['word/document.xml', 'ppt/presentation.xml', 'xl/workbook.xml'];

/** Files of office programs, macros and templates among them, each read as what it is. Macros are no text. */
export const parseOffice: Parser = (input) => after(parts(input), input.from.chars);

async function* parts(input: ParserInput): AsyncGenerator<ExtractedPart> {
  const bytes = whole(input);
  if (!bytes.subarray(0, 2).equals(Buffer.from('PK'))) throw refusal(bytes);
  const file = new OfficePackage(await ZipArchive.open(bytes));
  const main = (await file.related('', 'officeDocument')) ?? USUAL_PLACES.find((part) => file.has(part));
  if (main === undefined)
    throw new ParseError('unsupported_type', 'it is an archive, and no office document of a known kind');
  if (main.endsWith('.bin'))
    throw new ParseError('unsupported_type', 'it is a binary workbook (.xlsb); save it as .xlsx');
  const root = await rootOf(file, main);
  const read = READERS[root];
  if (!read) throw new ParseError('unsupported_type', `it is an office file of an unknown kind ("${root}")`);
  yield* read(file, main, input.maxPages);
}

async function rootOf(file: OfficePackage, main: string): Promise<string> {
  let root = '';
  const reader: XmlReader = {
    open: (name) => (root ||= name),
    close: () => undefined,
    text: () => undefined,
  };
  for await (const _ of file.read(main, reader)) if (root !== '') break;
  return root.slice(0, 40);
}

const COMPOUND_FILE = Buffer.from('d0cf11e0a1b11ae1', 'hex');

/** What is no package at all, and may be named. */
function refusal(bytes: Buffer): ParseError {
  const holds = (name: string): boolean => bytes.includes(Buffer.from(name, 'utf16le'));
  if (bytes.subarray(0, COMPOUND_FILE.length).equals(COMPOUND_FILE)) {
    if (holds('EncryptedPackage'))
      return new ParseError('encrypted', 'it is encrypted and opens with a password only');
    return new ParseError(
      'unsupported_type',
      'it is a file of an old office format; save it in the current one',
    );
  }
  if (bytes.subarray(0, 1_024).includes('%PDF-'))
    return new ParseError('unsupported_type', 'it is a PDF, whatever its name says');
  return new ParseError('corrupt', 'it is not an office file');
}

/** One piece of memory; the parts are let go of. */
function whole({ bytes, size }: ParserInput): Buffer {
  const joined = Buffer.allocUnsafeSlow(size);
  let at = 0;
  for (let piece = bytes.shift(); piece; piece = bytes.shift()) {
    joined.set(piece, at);
    at += piece.length;
  }
  return joined;
}
