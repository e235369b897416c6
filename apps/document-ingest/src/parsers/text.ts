import type { ExtractedPart } from '@muster/documents';
import { decode } from './decoding';
import type { Parser, ParserInput } from './parser';
import { after } from './resuming';

/** Text as it is: plain, CSV, JSON. */
export const parseText: Parser = ({ bytes, from }) => after(parts(bytes), from.chars);

function* parts(bytes: ParserInput['bytes']): Generator<ExtractedPart> {
  for (const { text, done } of decode(bytes))
    yield { text, done, page: null, headings: [], blocks: [], closed: false, pages: null };
}
