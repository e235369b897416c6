import type { ExtractedPart } from '@muster/documents';
import { ParseError, Parser } from '../parsers/parser';
import { blocksOf, extract, faults, faultsOfResuming, joined } from './extraction';
import { mutations } from './seeded';

/** A file of a format, and what has to come out of it. */
export interface Sample {
  file: Buffer;
  /** Every word of the source, in reading order. */
  words?: string[];
}

export const wordsOf = (text: string): string[] => text.split(/\s+/).filter((word) => word !== '');

export interface Laws {
  /** How often reading is taken up again, at most; by default at every character. */
  resumes?: number;
  mutants?: number;
  pieceSizes?: number[];
}

/** What holds for every format. */
export function itKeepsTheLaws(
  parser: Parser,
  make: () => Sample | Promise<Sample>,
  { resumes = 5_000, mutants = 200, pieceSizes = [1, 7, 100, 4_096] }: Laws = {},
): void {
  it('loses no word, doubles none, and puts every one into a block', async () => {
    const { file, words } = await make();
    const parts = await extract(parser, file);
    expect(faults(parts)).toEqual([]);
    expect(blocksOf(parts).length).toBeGreaterThan(0);
    if (words) expect(wordsOf(joined(parts))).toEqual(words);
    expect(parts.at(-1)?.done).toBe(1);
  });

  it('yields the same however the file is cut on its way', async () => {
    const { file } = await make();
    const whole = placesOf(await extract(parser, file));
    for (const pieceSize of pieceSizes)
      expect(placesOf(await extract(parser, file, { pieceSize }))).toEqual(whole);
  });

  it('goes on anywhere as if it had never been put down', async () => {
    const { file } = await make();
    const whole = await extract(parser, file);
    const { length } = joined(whole);
    const step = Math.max(1, Math.ceil(length / resumes));
    for (let chars = 0; chars <= length; chars += step) {
      expect(await faultsOfResuming(parser, file, whole, chars)).toEqual([]);
      const rest = placesOf(await extract(parser, file, { chars }, whole));
      expect(rest).toEqual(placesAfter(whole, chars));
    }
  });

  it('reads a damaged file or says what is wrong with it', async () => {
    const { file } = await make();
    for (const mutant of mutations(file, { count: mutants })) {
      const outcome = await extract(parser, mutant).then(faults, (error: unknown) => error);
      if (!(outcome instanceof ParseError)) expect(outcome).toEqual([]);
    }
  }, 60_000);
}

const placesAfter = (parts: ExtractedPart[], chars: number): Place[] =>
  placesOf(parts)
    .map((place) => ({ ...place, end: place.end - chars }))
    .filter(({ end }) => end > 0);

interface Place {
  kind: string;
  level?: number;
  end: number;
  page: number | null;
  headings: string[];
}

/** Where every block ends, and where in the document that is. */
function placesOf(parts: ExtractedPart[]): Place[] {
  const places: Place[] = [];
  let base = 0;
  for (const { text, page, headings, blocks } of parts) {
    for (const { kind, level, end, continued } of blocks) {
      if (continued) places.pop();
      places.push({ kind, level, end: base + end, page, headings });
    }
    base += text.length;
  }
  return places;
}
