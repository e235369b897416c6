/** What the PDF library says about a run of text. */
export interface TextRun {
  str: string;
  /** Affine: [a, b, c, d, x, y]. */
  transform: number[];
  width: number;
  dir: string;
}

/** Text between two gaps so wide that another column begins behind them. */
export interface Cell {
  text: string;
  left: number;
  right: number;
}

/** Text on one baseline. `y` grows upwards; `size` is the em of its longest run: bullets and footnote marks differ. */
export interface Line {
  text: string;
  left: number;
  right: number;
  y: number;
  size: number;
  /** The same text by columns. */
  cells: Cell[];
}

/** Gaps as shares of the letters' size: from the first on a space is meant, from the second on another column. */
const SPACE_GAP = 0.2;
const COLUMN_GAP = 2;
/** How far runs of one line may lie above or below each other, as a share of their size: scripts do. */
const BASELINE_DRIFT = 0.5;

interface PlacedRun extends Line {
  /** Length of the run that gave size and baseline. */
  weight: number;
  turn: number;
  rightToLeft: boolean;
}

/** Runs in the order of the file, joined into lines. White space between runs is judged by their distance. */
export function toLines(runs: TextRun[]): Line[] {
  const lines: PlacedRun[] = [];
  let spaced = false;
  for (const run of runs) {
    if (run.str.trim() === '') {
      spaced ||= run.str !== '';
      continue;
    }
    const placed = place(run);
    const line = lines.at(-1);
    if (line && continues(line, placed)) append(line, placed, spaced);
    else lines.push(placed);
    spaced = false;
  }
  return lines.map(({ text, left, right, y, size, cells }) => ({
    ...{ text: text.trim(), left, right, y, size },
    cells: cells.map((cell) => ({ ...cell, text: cell.text.trim() })),
  }));
}

/** Turned upright by quarters, so that text along the edge of a page is measured like any other. */
function place({ str, transform, width, dir }: TextRun): PlacedRun {
  const [a = 1, b = 0, c = 0, d = 1, x = 0, y = 0] = transform;
  const turn = Math.round(Math.atan2(b, a) / (Math.PI / 2)) & 3;
  const [left, baseline] = [
    [x, y],
    [y, -x],
    [-x, -y],
    [-y, x],
  ][turn] as [number, number];
  const size = Math.hypot(c, d) || 1;
  const right = left + width;
  return {
    text: str,
    left,
    right,
    y: baseline,
    size,
    cells: [{ text: str, left, right }],
    weight: str.length,
    turn,
    rightToLeft: dir === 'rtl',
  };
}

function continues(line: PlacedRun, run: PlacedRun): boolean {
  const size = Math.max(line.size, run.size);
  if (line.turn !== run.turn || Math.abs(line.y - run.y) > size * BASELINE_DRIFT) return false;
  return line.rightToLeft || run.rightToLeft || run.left > line.right - size * BASELINE_DRIFT;
}

function append(line: PlacedRun, run: PlacedRun, spaced: boolean): void {
  const gap = run.rightToLeft ? line.left - run.right : run.left - line.right;
  const between = separator(gap / Math.min(line.size, run.size), spaced);
  line.text += between + run.text;
  const cell = line.cells.at(-1);
  if (between === '\t' || !cell) line.cells.push(...run.cells);
  else Object.assign(cell, joined(cell, between, run));
  line.left = Math.min(line.left, run.left);
  line.right = Math.max(line.right, run.right);
  if (run.weight > line.weight) {
    line.size = run.size;
    line.y = run.y;
    line.weight = run.weight;
  }
}

const joined = (cell: Cell, between: string, { text, left, right }: Cell): Cell => ({
  text: cell.text + between + text,
  left: Math.min(cell.left, left),
  right: Math.max(cell.right, right),
});

function separator(gap: number, spaced: boolean): string {
  if (gap > COLUMN_GAP) return '\t';
  return spaced || gap > SPACE_GAP ? ' ' : '';
}
