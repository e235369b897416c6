import { dirname, join } from 'node:path';
import type { PDFDocumentProxy } from 'pdfjs-dist';
import type { ExtractedPart } from '@muster/documents';
import { HeadingPath } from './headings';
import { ParseError, Parser, ParserInput } from './parser';
import { pageSections, PageSection } from '../layout/page-text';
import type { TextRun } from '../layout/lines';

/** A heading after less text than this does not begin a part of its own. */
const SHORTEST_PART = 200;
/** Pages after which the library forgets fonts and the like. */
const PAGES_REMEMBERED = 50;

/** A part for each section of each page. The page at which an earlier reading broke off is read again, and skipped as far as it is stored. */
export const parsePdf: Parser = async function* (input) {
  const document = await open(input);
  try {
    if (document.numPages > input.maxPages)
      throw new ParseError('too_long', `it has ${document.numPages} pages, more than ${input.maxPages}`);
    yield* pages(document, input);
  } finally {
    await document.loadingTask.destroy();
  }
};

async function* pages(document: PDFDocumentProxy, { from }: ParserInput): AsyncGenerator<ExtractedPart> {
  const path = new HeadingPath();
  const first = from.page ?? 1;
  let broken = 0;
  for (let page = first; page <= document.numPages; page += 1) {
    const sections = await sectionsOf(document, page);
    if (!sections) broken += 1;
    let skip = page === from.page ? from.chars - from.pageStart : 0;
    for (const part of parts(sections ?? [], path, { page, pages: document.numPages })) {
      yield { ...part, text: part.text.slice(skip) };
      skip = Math.max(0, skip - part.text.length);
    }
    if (page % PAGES_REMEMBERED === 0) await document.cleanup();
  }
  if (broken > 0 && broken === document.numPages - first + 1)
    throw new ParseError('corrupt', 'none of its pages can be read');
}

/** Undefined: this page is broken; the others may not be. */
async function sectionsOf(document: PDFDocumentProxy, number: number): Promise<PageSection[] | undefined> {
  try {
    const page = await document.getPage(number);
    const { items } = await page.getTextContent();
    page.cleanup();
    return pageSections(items.filter((item) => 'str' in item).map(cleaned));
  } catch {
    return undefined;
  }
}

function* parts(
  sections: PageSection[],
  path: HeadingPath,
  { page, pages }: { page: number; pages: number },
): Generator<ExtractedPart> {
  const part = (text: string, share: number): ExtractedPart => ({
    text,
    page,
    headings: path.titles(),
    blocks: [],
    closed: true,
    done: (page - 1 + share) / pages,
    pages,
  });
  let text = '';
  for (const [index, section] of sections.entries()) {
    if (section.heading) {
      if (text.trim().length >= SHORTEST_PART) {
        yield part(text, index / sections.length);
        text = '';
      }
      // The larger the letters, the higher the rank.
      path.enter(-Math.round(section.heading.size), section.heading.title);
    }
    text += section.text;
  }
  yield part(text === '' ? '' : `${text}\n\n`, 1);
}

async function open({ bytes, size }: ParserInput): Promise<PDFDocumentProxy> {
  const { getDocument } = await import('pdfjs-dist/legacy/build/pdf.mjs');
  const folder = dirname(require.resolve('pdfjs-dist/package.json'));
  const task = getDocument({
    data: whole(bytes, size),
    cMapUrl: `${join(folder, 'cmaps')}/`,
    cMapPacked: true,
    standardFontDataUrl: `${join(folder, 'standard_fonts')}/`,
    wasmUrl: `${join(folder, 'wasm')}/`,
    disableFontFace: true,
    useSystemFonts: false,
    verbosity: 0,
  });
  try {
    return await task.promise;
  } catch (error) {
    await task.destroy();
    throw meaning(error as Error);
  }
}

const meaning = (error: Error): ParseError =>
  error.name === 'PasswordException'
    ? new ParseError('encrypted', 'it is encrypted and opens with a password only')
    : new ParseError('corrupt', 'it is not a PDF that can be opened');

/** One piece of memory; the parts are let go of. */
function whole(bytes: Uint8Array[], size: number): Uint8Array {
  const joined = new Uint8Array(size);
  let at = 0;
  for (let piece = bytes.shift(); piece; piece = bytes.shift()) {
    joined.set(piece, at);
    at += piece.length;
  }
  return joined;
}

const cleaned = ({ str, ...run }: TextRun): TextRun => ({
  ...run,
  str: str.replace(/\p{Cc}/gu, ' ').toWellFormed(),
});
