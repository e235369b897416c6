import type { Box } from './shape';

interface Placed<T> {
  item: T;
  box: Box;
  position: number;
}

/** Shapes whose order is found by cutting; a drawing of more is a picture, and is read from top to bottom. */
const MOST_CUT = 400;
/** Each cut within a cut may be made in two ways. */
const DEEPEST_CUT = 8;
/** How far shapes side by side or one above the other may reach into each other, as a share of the smaller. */
const OVERLAP = 0.25;

/**
 * Items in the order in which they are read: cut into rows or columns wherever nothing stands across the cut, whichever
 * fits the order of the file better. Items without a place stay behind the one before them.
 */
export function inReadingOrder<T>(items: T[], boxOf: (item: T) => Box | undefined): T[] {
  const placed: (Placed<T> & { followers: T[] })[] = [];
  const leading: T[] = [];
  for (const [position, item] of items.entries()) {
    const box = boxOf(item);
    if (box) placed.push({ item, box, position, followers: [] });
    else (placed.at(-1)?.followers ?? leading).push(item);
  }
  const ordered = placed.length > MOST_CUT ? placed.toSorted(fromTop) : cut(placed);
  return [...leading, ...ordered.flatMap(({ item, followers }) => [item, ...followers])];
}

function cut<P extends Placed<unknown>>(items: P[], depth = 0): P[] {
  if (items.length < 2 || depth > DEEPEST_CUT) return items.toSorted(fromTop);
  const rows = bands(items, vertically);
  if (rows.length > 1) return runs(rows).flatMap((run) => cutRun(run, depth + 1));
  const columns = bands(items, horizontally);
  return columns.length > 1 ? columns.flatMap((column) => cut(column, depth + 1)) : items.toSorted(fromTop);
}

/** Rows in a row that columns run through. */
function runs<P extends Placed<unknown>>(rows: P[][]): P[][][] {
  const found: P[][][] = [];
  for (const row of rows) {
    const run = found.at(-1);
    if (run && bands([...run.flat(), ...row], horizontally).length > 1) run.push(row);
    else found.push([row]);
  }
  return found;
}

function cutRun<P extends Placed<unknown>>(run: P[][], depth: number): P[] {
  const byRows = run.flatMap((row) => cut(row, depth));
  if (run.length === 1) return byRows;
  const byColumns = bands(run.flat(), horizontally).flatMap((column) => cut(column, depth));
  return inversions(byColumns) < inversions(byRows) ? byColumns : byRows;
}

const vertically = ({ y, height }: Box): [number, number] => [y, height];
const horizontally = ({ x, width }: Box): [number, number] => [x, width];

/** Groups of items that follow each other along one direction. */
function bands<P extends Placed<unknown>>(items: P[], along: (box: Box) => [number, number]): P[][] {
  const sorted = items.toSorted((one, other) => along(one.box)[0] - along(other.box)[0]);
  const found: { items: P[]; start: number; end: number }[] = [];
  for (const item of sorted) {
    const [start, length] = along(item.box);
    const band = found.at(-1);
    const reach = band && OVERLAP * Math.min(length, band.end - band.start);
    if (!band || reach === undefined || start >= band.end - reach)
      found.push({ items: [item], start, end: start + length });
    else {
      band.items.push(item);
      band.end = Math.max(band.end, start + length);
    }
  }
  return found.map((band) => band.items);
}

/** Pairs whose order differs from that of the file. */
function inversions(items: Placed<unknown>[]): number {
  let count = 0;
  for (const [index, { position }] of items.entries())
    for (const later of items.slice(index + 1)) if (later.position < position) count += 1;
  return count;
}

const fromTop = (one: Placed<unknown>, other: Placed<unknown>): number =>
  one.box.y - other.box.y || one.box.x - other.box.x || one.position - other.position;
