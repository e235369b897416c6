import type { PDFDocumentProxy } from 'pdfjs-dist';
import type { ExtractedBlock, ExtractedDetails, ExtractedPart } from '@muster/documents';
import { PageSection, pageSections } from '../layout/page-text';
import type { TextRun } from '../layout/lines';
import { bookmarksOf } from '../pdf/bookmarks';
import { detailsOf } from '../pdf/details';
import { openPdf, whole } from '../pdf/file';
import { DocumentPages, PageReader, pagesInOrder } from '../pdf/pages';
import { Scans } from '../pdf/scans';
import { openInSecondThread, SecondDocument, SecondReader } from '../pdf/second-thread';
import { HeadingPath } from './headings';
import { ParseError, Parser, ParserInput } from './parser';
import { after } from './resuming';

/** A heading after less text than this does not begin a part of its own. */
const SHORTEST_PART = 200;

/** A part for each section of each page. The page at which an earlier reading broke off is read again, and skipped as far as it is stored. */
export const parsePdf: Parser = async function* (input) {
  const data = whole(input.bytes, input.size);
  const second = openInSecondThread(data, input.threads);
  try {
    const document = await openPdf(data);
    try {
      yield* partsOf(document, second, input);
    } finally {
      await document.loadingTask.destroy();
    }
  } finally {
    second?.close();
  }
};

async function* partsOf(
  document: PDFDocumentProxy,
  second: SecondDocument | undefined,
  input: ParserInput,
): AsyncGenerator<ExtractedPart> {
  if (document.numPages > input.maxPages)
    throw new ParseError('too_long', `it has ${document.numPages} pages, more than ${input.maxPages}`);
  const { chars, pageStart } = input.from;
  const scans = new Scans(document, input.ocr);
  const read = after(pages(document, second, input, scans), chars - pageStart);
  const written = yield* withDetails(read, await detailsOf(document), scans);
  if (!written && chars === 0 && scans.problem)
    throw new ParseError('empty', `its pages are pictures, and ${scans.problem}`);
}

async function* pages(
  document: PDFDocumentProxy,
  second: SecondDocument | undefined,
  { from }: ParserInput,
  scans: Scans,
): AsyncGenerator<ExtractedPart> {
  const path = new HeadingPath();
  for (const { level, title } of from.headings) path.enter(level, title);
  const known = await bookmarksOf(document);
  const here = new DocumentPages(document, known);
  const there = second && new SecondReader(second, known, here);
  const readers = (): PageReader[] => (there && second.open ? [here, there] : [here]);
  const range = { first: from.page ?? 1, last: document.numPages };
  let broken = 0;
  for await (const [page, sections] of pagesInOrder(range, readers)) {
    if (!sections) broken += 1;
    const place = { page, pages: range.last };
    if (sections?.length === 0) yield* scanned(scans.runs(page), path, place);
    else yield* parts(sections ?? [], path, place);
  }
  checkBroken(broken, range.last - range.first + 1);
}

function checkBroken(broken: number, pages: number): void {
  if (broken > 0 && broken === pages) throw new ParseError('corrupt', 'none of its pages can be read');
}

/** The parts of a page that is a picture; empty ones while it is being read. */
async function* scanned(
  reads: AsyncIterable<TextRun[] | undefined>,
  path: HeadingPath,
  place: Place,
): AsyncGenerator<ExtractedPart> {
  let runs: TextRun[] = [];
  for await (const read of reads) {
    if (read) runs = read;
    else
      yield {
        ...place,
        text: '',
        headings: path.titles(),
        blocks: [],
        closed: false,
        done: doneAt(place, 0),
      };
  }
  yield* parts(pageSections(runs), path, place);
}

/** What the file says of itself comes with the first text. Returns whether there was any. */
async function* withDetails(
  parts: AsyncIterable<ExtractedPart>,
  details: ExtractedDetails,
  scans: Scans,
): AsyncGenerator<ExtractedPart, boolean> {
  let written = false;
  for await (const part of parts) {
    const isFirst: boolean = !written && part.text !== '';
    yield isFirst ? { ...part, details: { ...details, ...(scans.read > 0 && { ocr: true }) } } : part;
    written ||= isFirst;
  }
  return written;
}

interface Place {
  page: number;
  pages: number;
}

const doneAt = ({ page, pages }: Place, share: number): number => (page - 1 + share) / pages;

function* parts(sections: PageSection[], path: HeadingPath, place: Place): Generator<ExtractedPart> {
  let [text, blocks]: [string, ExtractedBlock[]] = ['', []];
  const part = (share: number, end = ''): ExtractedPart => ({
    text: text + end,
    ...place,
    headings: path.titles(),
    blocks,
    closed: true,
    done: doneAt(place, share),
  });
  for (const [index, section] of sections.entries()) {
    if (section.heading) {
      if (text.trim().length >= SHORTEST_PART) {
        yield part(index / sections.length);
        [text, blocks] = ['', []];
      }
      path.enter(section.heading.level, section.heading.title);
    }
    const by = text.length;
    blocks.push(
      ...section.blocks.map((block) => ({ ...block, start: block.start + by, end: block.end + by })),
    );
    text += section.text;
  }
  yield part(1, text === '' ? '' : '\n\n');
}
