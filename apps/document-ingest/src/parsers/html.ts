import type { ExtractedPart } from '@muster/documents';
import { decode } from './decoding';
import { declaredCharset, isXhtml } from './html/charset';
import { HtmlReader } from './html/html-reader';
import type { Parser, ParserInput } from './parser';
import { PartWriter } from './part-writer';
import { after } from './resuming';

/** The text of a page as a browser would show it, without what it hides. */
export const parseHtml: Parser = ({ bytes, from }) => after(sections(bytes), from.chars);

function* sections(bytes: ParserInput['bytes']): Generator<ExtractedPart> {
  const writer = new PartWriter();
  const reader = new HtmlReader(writer, { xhtml: isXhtml(bytes) });
  for (const { text, done } of decode(bytes, declaredCharset(bytes))) {
    writer.done = done;
    reader.read(text);
    yield* writer.take();
  }
  reader.end();
  yield* writer.end(reader.details);
}
