import type { TextRun } from '../layout/lines';

/** The words of one page where they stand, in reading order. */
export interface RecognizedPage {
  /** Counted from 1. */
  page: number;
  runs: TextRun[];
}

interface Word {
  text: string;
  left: number;
  width: number;
  confidence: number;
}

interface Line {
  left: number;
  top: number;
  width: number;
  height: number;
  words: Word[];
}

const LINE_LEVEL = 4;
const WORD_LEVEL = 5;
/** What is read with less confidence, in percent, was no text. */
const LEAST_CONFIDENCE = 30;
/** Letters look higher or lower by whatever is on the line; only from so much on they are larger. */
const LARGER = 1.5;
const SMALLER = 0.6;
/** Where the baseline lies below the top of a line, as a share of its letters' size: tops vary less than bottoms. */
const BASELINE = 0.8;

/** Reads tesseract's table of words, a line at a time. */
export class TsvReader {
  private page = 0;
  private lines: Line[] = [];

  /** The page before, when a new one begins with this line. */
  take(row: string): RecognizedPage | undefined {
    const [level, page, , , , , left, top, width, height, confidence, text = ''] = row.split('\t');
    const number = Number(page);
    if (!Number.isInteger(number) || number < 1) return undefined;
    const before = number === this.page ? undefined : this.end();
    this.page = number;
    const place = { left: Number(left), top: Number(top), width: Number(width), height: Number(height) };
    if (Number(level) === LINE_LEVEL) this.lines.push({ ...place, words: [] });
    if (Number(level) === WORD_LEVEL && text.trim() !== '')
      this.lines.at(-1)?.words.push({ text: text.trim(), ...place, confidence: Number(confidence) });
    return before;
  }

  end(): RecognizedPage | undefined {
    const { page } = this;
    const lines = this.lines.splice(0);
    return page === 0 ? undefined : { page, runs: runsOf(lines.filter(isText)) };
  }
}

const isText = ({ words }: Line): boolean =>
  words.length > 0 &&
  words.reduce((sum, { confidence }) => sum + confidence, 0) / words.length >= LEAST_CONFIDENCE;

function runsOf(lines: Line[]): TextRun[] {
  const heights = lines.map(({ height }) => height).sort((a, b) => a - b);
  const usual = heights[Math.floor(heights.length / 2)] || 1;
  return isUpright(lines) ? lines.flatMap((line) => lineRuns(line, usual)) : lines.flatMap(inTurn);
}

/** Of a page that lies on its side the lines are higher than wide, and their places say nothing. */
function isUpright(lines: Line[]): boolean {
  const long = lines.filter(({ words }) => words.length > 2);
  return long.filter(({ width, height }) => width > height).length * 2 >= long.length;
}

function lineRuns({ top, height, words }: Line, usual: number): TextRun[] {
  const ratio = height / usual;
  const size = ratio < LARGER && ratio > SMALLER ? usual : height;
  return words.map(({ text, left, width }) => run(text, left, -(top + BASELINE * size), width, size));
}

function inTurn({ words }: Line, index: number): TextRun[] {
  return [run(words.map(({ text }) => text).join(' '), 0, -index, 1, 1)];
}

/** Heights grow downwards in an image, and upwards in the layout. */
const run = (str: string, x: number, y: number, width: number, size: number): TextRun => ({
  str: str.replaceAll('\0', '').toWellFormed(),
  transform: [size, 0, 0, size, x, y],
  width,
  dir: 'ltr',
});
