import type { Cell, Line } from './lines';

/** Rows and columns that lie beneath and beside each other. */
interface Table {
  /** One line for each row, its cells parted by tabs. */
  rows: string[];
  left: number;
  right: number;
  top: number;
  bottom: number;
  size: number;
}

/** Lines of a page in the order of the file: each table stands where its first line stood. */
export type Piece = { line: Line } | { table: Table };

/** Rows further apart than this, as a multiple of the letters' size, belong to different tables. */
const ROW_PITCH = 4;
/** Distance of a cell's next line, as a multiple of the letters' size. */
const WRAP_PITCH = 1.7;
/** How far the edges of one column may differ, as a multiple of the letters' size. */
const COLUMN_DRIFT = 1;

interface Draft {
  /** Of the last row, from left to right. */
  columns: Cell[];
  rows: Line[];
  /** Further lines of cells. */
  wraps: Line[];
}

/** Finds the tables of a page: at least two lines with cells that stand in the same columns. */
export function withTables(lines: Line[]): Piece[] {
  const drafts = draftsOf(lines.filter(({ cells }) => cells.length > 1)).filter(
    ({ rows }) => rows.length > 1,
  );
  if (drafts.length === 0) return lines.map((line) => ({ line }));
  const owner = new Map<Line, Draft>();
  for (const draft of drafts) for (const row of draft.rows) owner.set(row, draft);
  for (const line of lines.filter(({ cells }) => cells.length === 1)) {
    const draft = drafts.find((candidate) => takesIn(candidate, line));
    if (draft) owner.set(line, draft);
  }
  const placed = new Set<Draft>();
  return lines.flatMap((line): Piece[] => {
    const draft = owner.get(line);
    if (!draft) return [{ line }];
    if (placed.has(draft)) return [];
    placed.add(draft);
    return [{ table: toTable(draft) }];
  });
}

function draftsOf(rows: Line[]): Draft[] {
  const drafts: Draft[] = [];
  for (const row of rows.toSorted((one, other) => other.y - one.y)) {
    const draft = drafts.findLast((candidate) => follows(candidate, row));
    if (!draft) {
      drafts.push({ columns: row.cells, rows: [row], wraps: [] });
      continue;
    }
    draft.rows.push(row);
    if (row.cells.length > draft.columns.length) draft.columns = row.cells;
  }
  return drafts;
}

function follows({ columns, rows }: Draft, row: Line): boolean {
  const last = rows.at(-1) as Line;
  const pitch = last.y - row.y;
  if (pitch <= 0 || pitch > ROW_PITCH * row.size) return false;
  const shared = row.cells.filter((cell) => columns.some((column) => sameColumn(column, cell, row.size)));
  return shared.length > 1;
}

/** Columns are set flush left, flush right, or in the middle. */
function sameColumn(one: Cell, other: Cell, size: number): boolean {
  const drift = COLUMN_DRIFT * size;
  const middle = (one.left + one.right - other.left - other.right) / 2;
  return [one.left - other.left, one.right - other.right, middle].some((off) => Math.abs(off) < drift);
}

/** Cells are often written one after the other, each with all its lines: the last ones of a row come late. */
function takesIn(draft: Draft, line: Line): boolean {
  const beside = draft.rows.find(({ y, right }) => Math.abs(y - line.y) < line.size / 2 && right < line.left);
  if (beside) {
    beside.cells = [...beside.cells, ...line.cells];
    beside.right = line.right;
  } else if (continues(draft, line)) draft.wraps.push(line);
  else return false;
  return true;
}

/** A line of its own below a cell, which nothing of the next row is above. */
function continues({ columns, rows, wraps }: Draft, line: Line): boolean {
  const above = [...rows, ...wraps].filter(({ y }) => y > line.y);
  const nearest = Math.min(...above.map(({ y }) => y));
  const isClose = nearest - line.y <= WRAP_PITCH * line.size;
  const column = columns.findIndex(({ left }) => Math.abs(left - line.left) < COLUMN_DRIFT * line.size);
  // Below the last row, text that begins where the first column does may well be the next paragraph.
  const below = !rows.some(({ y }) => y < line.y);
  return isClose && column >= (below ? 1 : 0);
}

function toTable({ columns, rows, wraps }: Draft): Table {
  const all = [...rows, ...wraps];
  const grid = rows.map((row) => toCells(columns, row));
  for (let index = rows.length - 1; index > 0; index -= 1)
    if (isWrapped(rows, grid, index)) fold(rows, grid, index);
  for (const wrap of wraps.toSorted((one, other) => other.y - one.y)) {
    const row = rows.findLastIndex(({ y }) => y > wrap.y);
    const column = columns.findIndex(({ left }) => Math.abs(left - wrap.left) < COLUMN_DRIFT * wrap.size);
    const cells = grid[Math.max(row, 0)] ?? [];
    cells[column] = `${cells[column] ?? ''} ${wrap.text}`.trim();
  }
  return {
    rows: grid.map((cells) => cells.map((cell) => cell.replaceAll('\t', ' ')).join('\t')),
    left: Math.min(...all.map(({ left }) => left)),
    right: Math.max(...all.map(({ right }) => right)),
    top: Math.max(...all.map(({ y, size }) => y + size)),
    bottom: Math.min(...all.map(({ y }) => y)),
    size: rows[0]?.size ?? 1,
  };
}

/** Nothing in the first column, and as near to the row above as the lines of one cell are. */
function isWrapped(rows: Line[], grid: string[][], index: number): boolean {
  const [above, row] = [rows[index - 1] as Line, rows[index] as Line];
  return grid[index]?.[0] === '' && above.y - row.y <= WRAP_PITCH * row.size;
}

function fold(rows: Line[], grid: string[][], index: number): void {
  const [wrapped = []] = grid.splice(index, 1);
  rows.splice(index, 1);
  grid[index - 1] = (grid[index - 1] ?? []).map((cell, column) => `${cell} ${wrapped[column] ?? ''}`.trim());
}

/** A cell for each column, empty where the row has none; what fits no column stays with the cell before it. */
function toCells(columns: Cell[], row: Line): string[] {
  const cells = columns.map(() => '');
  let at = 0;
  for (const cell of row.cells) {
    const column = columns.findIndex(
      (candidate, index) => index >= at && overlaps(candidate, cell, row.size),
    );
    at = column === -1 ? Math.min(at, columns.length - 1) : column;
    cells[at] = cells[at] ? `${cells[at]} ${cell.text}` : cell.text;
  }
  return cells;
}

const overlaps = (column: Cell, cell: Cell, size: number): boolean =>
  sameColumn(column, cell, size) || (cell.left < column.right && cell.right > column.left);
