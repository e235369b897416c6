import type { BlockKind, ExtractedPart } from '@muster/documents';
import { decode, DecodedPiece } from './decoding';
import { Line, lines } from './lines';
import type { Parser, ParserInput } from './parser';
import { PartWriter } from './part-writer';
import { after } from './resuming';

/** Plain text as it is: paragraphs are parted by empty lines. Headings are not guessed. */
export const parseText: Parser = ({ bytes, from }) => after(paragraphs(bytes), from.chars);

/** Text that is one block as a whole. */
const parseWhole =
  (kind: BlockKind): Parser =>
  ({ bytes, from }) =>
    after(whole(bytes, kind), from.chars);

/** As it is written; each line is a row. */
export const parseCsv = parseWhole('table');
export const parseJson = parseWhole('code');

function* paragraphs(bytes: ParserInput['bytes']): Generator<ExtractedPart> {
  const writer = new PartWriter();
  for (const { done } of writeParagraphs(writer, decode(bytes))) {
    writer.done = done;
    yield* writer.take();
  }
  yield* writer.end();
}

/** Writes text as it is, and yields each line after it was written. */
export function* writeParagraphs(writer: PartWriter, pieces: Iterable<DecodedPiece>): Generator<Line> {
  for (const line of lines(pieces)) {
    if (isEmpty(line)) writer.space(line.text);
    else {
      if (!writer.within('paragraph')) writer.begin('paragraph');
      writer.write(line.text);
    }
    yield line;
  }
}

function* whole(bytes: ParserInput['bytes'], kind: BlockKind): Generator<ExtractedPart> {
  const writer = new PartWriter();
  writer.begin(kind);
  for (const { text, done } of lines(decode(bytes))) {
    writer.done = done;
    writer.write(text);
    yield* writer.take();
  }
  yield* writer.end();
}

const isEmpty = ({ text, begins, ends }: Line): boolean => begins && ends && text.trim() === '';
