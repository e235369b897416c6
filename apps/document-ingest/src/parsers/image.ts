import type { ExtractedPart } from '@muster/documents';
import { pageSections, PageSection } from '../layout/page-text';
import { imageFormatOf } from '../ocr/image-format';
import { withSignsOfLife } from '../ocr/signs-of-life';
import { recognize } from '../ocr/tesseract';
import { tiffPages } from '../ocr/tiff-pages';
import { HeadingPath } from './headings';
import { ParseError, Parser, ParserInput } from './parser';
import { after } from './resuming';

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

/** A part for each section of a page. */
function* partsOf(sections: PageSection[], path: HeadingPath, like: ExtractedPart): Generator<ExtractedPart> {
  for (const [index, { text, blocks, heading }] of sections.entries()) {
    if (heading) path.enter(heading.level, heading.title);
    const end = index === sections.length - 1 ? '\n\n' : '';
    yield { ...like, text: text + end, blocks, headings: path.titles(), closed: true };
  }
}
