import { setTimeout as sleep } from 'node:timers/promises';
import type { ExtractedPart } from '@muster/documents';
import { pageSections, PageSection } from '../layout/page-text';
import { imageFormatOf } from '../ocr/image-format';
import { recognize } from '../ocr/tesseract';
import { tiffPages } from '../ocr/tiff-pages';
import type { RecognizedPage } from '../ocr/tsv';
import { HeadingPath } from './headings';
import { ParseError, Parser, ParserInput } from './parser';
import { after } from './resuming';

/** Reading an image is slow: so often whoever waits is told that it goes on. */
const SIGN_OF_LIFE_MS = 5_000;

/** The text that can be read off an image; the pages of a TIFF one by one. */
export const parseImage: Parser = (input) => after(pages(input), input.from.chars);

async function* pages({ bytes, ocr, maxPages }: ParserInput): AsyncGenerator<ExtractedPart> {
  if (!ocr || 'missing' in ocr)
    throw new ParseError('unsupported_type', ocr?.missing ?? 'images are not read here');
  const image = Buffer.concat(bytes.splice(0));
  const count = pagesOf(image, maxPages);
  const path = new HeadingPath();
  let last: ExtractedPart = { ...EMPTY, pages: count };
  yield { ...last, details: { ocr: true } };
  for await (const read of withSignsOfLife(recognize(image, ocr))) {
    if (read) last = { ...last, page: count && read.page, done: Math.min(1, read.page / (count ?? 1)) };
    yield* read ? partsOf(pageSections(read.runs), path, last) : [{ ...last, headings: path.titles() }];
  }
}

/** Null: the format knows no pages. */
function pagesOf(image: Buffer, maxPages: number): number | null {
  if (imageFormatOf(image) !== 'image/tiff') return null;
  const count = tiffPages(image);
  if (count > maxPages) throw new ParseError('too_long', `it has ${count} pages, more than ${maxPages}`);
  return count;
}

const EMPTY: ExtractedPart = {
  text: '',
  page: null,
  headings: [],
  blocks: [],
  closed: false,
  done: 0,
  pages: null,
};

/** Undefined: nothing new yet. */
async function* withSignsOfLife(
  pages: AsyncGenerator<RecognizedPage>,
): AsyncGenerator<RecognizedPage | undefined> {
  try {
    for (let next = pages.next(); ;) {
      const result = await within(SIGN_OF_LIFE_MS, next);
      if (result?.done) return;
      if (result) next = pages.next();
      yield result?.value;
    }
  } finally {
    await pages.return(undefined);
  }
}

/** Undefined: not yet. */
async function within<T>(milliseconds: number, promise: Promise<T>): Promise<T | undefined> {
  const waiting = new AbortController();
  try {
    return await Promise.race([promise, sleep(milliseconds, undefined, waiting)]);
  } finally {
    waiting.abort();
  }
}

/** A part for each section of a page. */
function* partsOf(sections: PageSection[], path: HeadingPath, like: ExtractedPart): Generator<ExtractedPart> {
  for (const [index, { text, blocks, heading }] of sections.entries()) {
    if (heading) path.enter(heading.level, heading.title);
    const end = index === sections.length - 1 ? '\n\n' : '';
    yield { ...like, text: text + end, blocks, headings: path.titles(), closed: true };
  }
}
