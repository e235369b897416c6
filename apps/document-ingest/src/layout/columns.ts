import type { Cell, Line } from './lines';

/** Fewer lines side by side say nothing. */
const FEWEST_LINES = 5;
/** Flowing text: so long are its lines, in characters, so many fill their column, and so many begin within a sentence. */
const SHORTEST_LINE = 25;
const FILLED = 0.7;
const MOST_FILLED = 0.6;
const MID_SENTENCE = 0.3;

/** Lines further apart than this, as a multiple of the letters' size, are of other columns. */
const PITCH = 4;

/** Lines written across the same columns. `gutters` are the strips that none of them has crossed. */
interface Group {
  gutters: [left: number, right: number][];
  lines: Line[];
}

/**
 * Some files write a page of several columns line by line across all of them. Where flowing text stands side by side
 * like that, one column follows the other; rows of a table stay as they are.
 */
export function inColumns(lines: Line[]): Line[] {
  const ordered: Line[] = [];
  let group: Group | undefined;
  for (const line of lines) {
    const gutters = group && isBelow(group.lines.at(-1), line) && narrowed(group.gutters, line);
    if (group && gutters) {
      group.lines.push(line);
      group.gutters = gutters;
      continue;
    }
    ordered.push(...released(group));
    group = { gutters: gapsOf(line), lines: [line] };
  }
  return [...ordered, ...released(group)];
}

/** Right below, or on the same line. */
const isBelow = (above: Line | undefined, line: Line): boolean =>
  above !== undefined && Math.abs(above.y - line.y) <= PITCH * line.size;

/** The gutters with this line as well; undefined: it is not of these columns. */
function narrowed(gutters: Group['gutters'], line: Line): Group['gutters'] | undefined {
  if (gutters.length === 0) return undefined;
  if (line.cells.length === 1) {
    const crosses = gutters.some(([left, right]) => line.left < right && line.right > left);
    return crosses ? undefined : gutters;
  }
  const gaps = gapsOf(line);
  if (gaps.length !== gutters.length) return undefined;
  const both = gutters.map(([left, right], index): [number, number] => {
    const [from, to] = gaps[index] as [number, number];
    return [Math.max(left, from), Math.min(right, to)];
  });
  return both.every(([left, right]) => left < right) ? both : undefined;
}

const gapsOf = ({ cells }: Line): Group['gutters'] =>
  cells.slice(1).map((cell, index) => [(cells[index] as Cell).right, cell.left]);

/** Column by column, when they are columns of text. */
function released(group: Group | undefined): Line[] {
  if (!group) return [];
  const { gutters, lines } = group;
  if (lines.filter(({ cells }) => cells.length > 1).length < FEWEST_LINES) return lines;
  const columns: Line[][] = [...gutters, null].map(() => []);
  for (const line of lines)
    for (const cell of line.cells) {
      const index = gutters.findIndex(([, right]) => cell.left < right);
      columns.at(index)?.push({ ...line, ...cell, cells: [cell] });
    }
  return columns.every(flows) ? columns.flat() : lines;
}

function flows(lines: Line[]): boolean {
  const left = Math.min(...lines.map((line) => line.left));
  const width = Math.max(...lines.map((line) => line.right)) - left;
  const share = (holds: (line: Line) => boolean): number => lines.filter(holds).length / lines.length;
  const length = lines.reduce((sum, { text }) => sum + text.length, 0) / lines.length;
  return (
    length >= SHORTEST_LINE &&
    share((line) => line.right - line.left >= FILLED * width) >= MOST_FILLED &&
    share(({ text }) => /^\p{Ll}/u.test(text)) >= MID_SENTENCE
  );
}
