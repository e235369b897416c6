import type { PDFDocumentProxy } from 'pdfjs-dist';
import type { ExtractedBlock, ExtractedDetails, ExtractedPart } from '@muster/documents';
import { KnownHeadings, PageSection, pageSections } from '../layout/page-text';
import type { TextRun } from '../layout/lines';
import { bookmarksOf } from '../pdf/bookmarks';
import { detailsOf } from '../pdf/details';
import { openPdf } from '../pdf/file';
import { HeadingPath } from './headings';
import { ParseError, Parser, ParserInput } from './parser';
import { after } from './resuming';

/** A heading after less text than this does not begin a part of its own. */
const SHORTEST_PART = 200;
/** Pages after which the library forgets fonts and the like. */
const PAGES_REMEMBERED = 50;

/** A part for each section of each page. The page at which an earlier reading broke off is read again, and skipped as far as it is stored. */
export const parsePdf: Parser = async function* (input) {
  const document = await openPdf(input);
  try {
    if (document.numPages > input.maxPages)
      throw new ParseError('too_long', `it has ${document.numPages} pages, more than ${input.maxPages}`);
    const { chars, pageStart } = input.from;
    yield* withDetails(after(pages(document, input), chars - pageStart), await detailsOf(document));
  } finally {
    await document.loadingTask.destroy();
  }
};

async function* pages(document: PDFDocumentProxy, { from }: ParserInput): AsyncGenerator<ExtractedPart> {
  const path = new HeadingPath();
  for (const { level, title } of from.headings) path.enter(level, title);
  const known = await bookmarksOf(document);
  const first = from.page ?? 1;
  let broken = 0;
  for (let page = first; page <= document.numPages; page += 1) {
    const sections = await sectionsOf(document, page, known.get(page));
    if (!sections) broken += 1;
    yield* parts(sections ?? [], path, { page, pages: document.numPages });
    if (page % PAGES_REMEMBERED === 0) await document.cleanup();
  }
  if (broken > 0 && broken === document.numPages - first + 1)
    throw new ParseError('corrupt', 'none of its pages can be read');
}

/** What the file says of itself comes with the first part. */
async function* withDetails(
  parts: AsyncIterable<ExtractedPart>,
  details: ExtractedDetails,
): AsyncGenerator<ExtractedPart> {
  let isFirst = true;
  for await (const part of parts) {
    yield isFirst ? { ...part, details } : part;
    isFirst = false;
  }
}

/** Undefined: this page is broken; the others may not be. */
async function sectionsOf(
  document: PDFDocumentProxy,
  number: number,
  known?: KnownHeadings,
): Promise<PageSection[] | undefined> {
  try {
    const page = await document.getPage(number);
    const { items } = await page.getTextContent();
    page.cleanup();
    return pageSections(items.filter((item) => 'str' in item).map(cleaned), known);
  } catch {
    return undefined;
  }
}

function* parts(
  sections: PageSection[],
  path: HeadingPath,
  { page, pages }: { page: number; pages: number },
): Generator<ExtractedPart> {
  let [text, blocks]: [string, ExtractedBlock[]] = ['', []];
  const part = (share: number, end = ''): ExtractedPart => ({
    text: text + end,
    page,
    headings: path.titles(),
    blocks,
    closed: true,
    done: (page - 1 + share) / pages,
    pages,
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

const cleaned = ({ str, ...run }: TextRun): TextRun => ({
  ...run,
  str: str.replace(/\p{Cc}/gu, ' ').toWellFormed(),
});
