import type { PDFDocumentProxy } from 'pdfjs-dist';
import type { TextRun } from '../layout/lines';
import { KnownHeadings, PageSection, pageSections } from '../layout/page-text';

/** Pages that are being read before somebody wants them. */
const AHEAD = 16;
/** Pages after which the library forgets fonts and the like. */
const REMEMBERED = 50;

export interface PageRange {
  /** Counted from 1. */
  first: number;
  last: number;
}

export interface PageReader {
  /** Undefined: this page is broken; the others may not be. */
  read(page: number): Promise<PageSection[] | undefined>;
  forget(): Promise<unknown>;
}

/** Pages in their order, with each page given to the reader that has the least to do of those that `readers` names then. */
export async function* pagesInOrder(
  { first, last }: PageRange,
  readers: () => PageReader[],
): AsyncGenerator<[page: number, sections: PageSection[] | undefined]> {
  const busy = new Map<PageReader, number>();
  const underWay: Promise<PageSection[] | undefined>[] = [];
  for (let page = first, next = first; page <= last; page += 1) {
    const end = Math.min(last, page + AHEAD, endOfStretch(page));
    for (; next <= end; next += 1) underWay.push(readBy(leastBusy(readers(), busy), next, busy));
    yield [page, await underWay.shift()];
    if (page === endOfStretch(page)) await Promise.all([...busy.keys()].map((reader) => reader.forget()));
  }
}

const endOfStretch = (page: number): number => Math.ceil(page / REMEMBERED) * REMEMBERED;

const leastBusy = (readers: PageReader[], busy: Map<PageReader, number>): PageReader =>
  readers.reduce((best, reader) => ((busy.get(reader) ?? 0) < (busy.get(best) ?? 0) ? reader : best));

async function readBy(
  reader: PageReader,
  page: number,
  busy: Map<PageReader, number>,
): Promise<PageSection[] | undefined> {
  busy.set(reader, (busy.get(reader) ?? 0) + 1);
  const sections = await reader.read(page);
  busy.set(reader, (busy.get(reader) ?? 1) - 1);
  return sections;
}

/** Reads pages in this thread. */
export class DocumentPages implements PageReader {
  constructor(
    private readonly document: PDFDocumentProxy,
    private readonly known: ReadonlyMap<number, KnownHeadings> = new Map(),
  ) {}

  async read(number: number, known = this.known.get(number)): Promise<PageSection[] | undefined> {
    try {
      const page = await this.document.getPage(number);
      const { items } = await page.getTextContent();
      page.cleanup();
      return pageSections(items.filter((item) => 'str' in item).map(cleaned), known);
    } catch {
      return undefined;
    }
  }

  forget(): Promise<unknown> {
    return this.document.cleanup();
  }
}

const cleaned = ({ str, ...run }: TextRun): TextRun => ({
  ...run,
  str: str.replace(/\p{Cc}/gu, ' ').toWellFormed(),
});
