import type { PDFDocumentProxy } from 'pdfjs-dist';
import { keyOf, KnownHeadings } from '../layout/page-text';

/** Further ones are left to the size of their letters. */
const MOST_BOOKMARKS = 5_000;
const DEEPEST = 6;
/** What is named so on more pages is a running head. */
const MOST_PAGES = 3;

type Outline = Awaited<ReturnType<PDFDocumentProxy['getOutline']>>;

interface Bookmark {
  title: string;
  level: number;
  dest: Outline[number]['dest'];
}

/** The titles that the table of contents inside the file names, by page. Empty when there is none, or a broken one. */
export async function bookmarksOf(document: PDFDocumentProxy): Promise<ReadonlyMap<number, KnownHeadings>> {
  const pages = new Map<number, Map<string, number>>();
  try {
    const bookmarks = flat(await document.getOutline(), 1).slice(0, MOST_BOOKMARKS);
    for (const { title, level, dest } of bookmarks) {
      const page = await pageOf(document, dest);
      if (page === undefined || keyOf(title) === '') continue;
      pages.set(page, (pages.get(page) ?? new Map<string, number>()).set(keyOf(title), level));
    }
    dropRunningHeads(pages);
  } catch {
    // A table of contents that cannot be read costs its headings, not the text.
  }
  return pages;
}

function dropRunningHeads(pages: Map<number, Map<string, number>>): void {
  const keys = [...pages.values()].flatMap((titles) => [...titles.keys()]);
  const counts = Map.groupBy(keys, (key) => key);
  for (const titles of pages.values())
    for (const key of titles.keys()) if ((counts.get(key)?.length ?? 0) > MOST_PAGES) titles.delete(key);
}

const flat = (outline: Outline | null, level: number): Bookmark[] =>
  (outline ?? []).flatMap(({ title, dest, items }) => [
    { title, level, dest },
    ...(level < DEEPEST ? flat(items, level + 1) : []),
  ]);

/** Counted from 1. */
async function pageOf(document: PDFDocumentProxy, dest: Bookmark['dest']): Promise<number | undefined> {
  const explicit = typeof dest === 'string' ? await document.getDestination(dest) : dest;
  const [target] = (explicit ?? []) as unknown[];
  if (typeof target === 'number') return target + 1;
  if (typeof target !== 'object' || target === null) return undefined;
  return (await document.getPageIndex(target as Parameters<PDFDocumentProxy['getPageIndex']>[0])) + 1;
}
