import type { DecodedPiece } from './decoding';

/** A line with its end, or a stretch of a line that is too long to be held whole. */
export interface Line {
  text: string;
  /** It begins where a line begins. */
  begins: boolean;
  /** It ends where a line ends, or the file. */
  ends: boolean;
  /** Share of the file read with it. */
  done: number;
}

/** Longer lines come in stretches of this length, wherever the file was cut on its way here. */
const LONGEST_LINE = 8_192;

export function* lines(pieces: Iterable<DecodedPiece>): Generator<Line> {
  let rest = '';
  let begins = true;
  for (const { text, done } of pieces) {
    const all = rest + text;
    let at = 0;
    for (let end = nextEnd(all, at); end > 0; end = nextEnd(all, at)) {
      const piece = all.slice(at, end);
      const ends = piece.endsWith('\n');
      yield { text: piece, begins, ends, done };
      begins = ends;
      at = end;
    }
    rest = all.slice(at);
  }
  if (rest !== '') yield { text: rest, begins, ends: true, done: 1 };
}

/** Where the next stretch ends; 0: more of the file has to come first. */
function nextEnd(text: string, from: number): number {
  const end = text.indexOf('\n', from) + 1;
  if (end > 0 && end - from <= LONGEST_LINE) return end;
  // One more, because the last character may be half of a pair.
  if (text.length - from <= LONGEST_LINE) return 0;
  return wholePair(text, from + LONGEST_LINE);
}

/** The next place before `at` that does not part the two halves of one character. */
export const wholePair = (text: string, at: number): number =>
  /[\ud800-\udbff]/.test(text[at - 1] ?? '') && /[\udc00-\udfff]/.test(text[at] ?? '') ? at - 1 : at;
