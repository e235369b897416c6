import type { PartWriter } from '../part-writer';
import { Cell } from './cell';
import type { Inline } from './inline';

/** Rows wait so long, in characters, for what the table turns out to be; a longer cell is none. */
const LONGEST_WAIT = 32_768;
/** More cells are another row. */
const MOST_COLUMNS = 1_000;
/** A table of one row is one only if its cells are short. */
const SHORT_CELL = 100;

/**
 * A table, or what is laid out as one: two rows of several cells make it a table, and until then they wait. Whatever
 * has structure within its cells only arranges the page, and its text flows on as if there were no table.
 */
export class Table {
  /** Tables open within the cell at hand, which are text of it. */
  nested = 0;
  arranges = false;
  rowsOfCells = 0;
  private rows: Cell[][] = [];
  private waiting = 0;
  private writing = false;
  private caption?: Cell;
  private row?: Cell[];
  private cell?: Cell;
  /** For how many rows to come each column is taken by a cell from above. */
  private taken: number[] = [];

  constructor(
    private readonly writer: PartWriter,
    private readonly inline: Inline,
  ) {}

  beginRow(): void {
    this.endRow();
    if (!this.arranges) this.row = [];
  }

  beginCell(attributes?: Record<string, string>): void {
    if (this.arranges) return;
    if ((this.row?.length ?? 0) >= MOST_COLUMNS) this.beginRow();
    this.cell = new Cell(attributes);
    (this.row ??= []).push(this.cell);
  }

  beginCaption(): void {
    if (this.arranges || this.writing) return;
    this.endRow();
    this.cell = this.caption = new Cell();
  }

  endCell(): void {
    if (this.caption) this.writeLines([this.caption]);
    this.caption = undefined;
    this.cell = undefined;
  }

  endRow(): void {
    this.endCell();
    const { row } = this;
    this.row = undefined;
    if (!row || this.arranges) return;
    if (row.filter(({ size }) => size > 0).length > 1) this.rowsOfCells += 1;
    this.waiting += row.reduce((sum, { size }) => sum + size + 1, 1);
    this.rows.push(row);
    if (this.writing || this.rowsOfCells > 1) this.writeRows();
    else if (this.waiting > LONGEST_WAIT) this.decide();
  }

  add(text: string): void {
    if (!this.cell && text.trim() === '') return;
    if (!this.cell) this.beginCell();
    this.cell?.add(text);
    if ((this.cell?.size ?? 0) > LONGEST_WAIT) this.arrange();
  }

  breakLine(): void {
    this.cell?.breakLine();
  }

  /** From now on its text flows. */
  arrange(): void {
    const cells = [
      ...this.rows.splice(0).flat(),
      ...(this.row ?? []),
      ...(this.caption ? [this.caption] : []),
    ];
    this.row = this.cell = this.caption = undefined;
    this.arranges = true;
    this.writeLines(cells);
  }

  end(): void {
    this.endRow();
    if (!this.arranges && !this.writing) this.decide();
    this.inline.close();
  }

  private decide(): void {
    const cells = this.rows.flat();
    const small =
      this.rows.length > 1 || cells.every((cell) => cell.size <= SHORT_CELL && cell.lines().length < 2);
    if (this.rowsOfCells > 0 && small) this.writeRows();
    else this.writeLines(this.rows.splice(0).flat());
    this.waiting = 0;
  }

  private writeLines(cells: Cell[]): void {
    this.inline.close();
    for (const line of cells.flatMap((cell) => cell.lines())) this.writer.block('paragraph', line);
    this.inline.close();
  }

  private writeRows(): void {
    if (!this.writing) {
      this.inline.close();
      this.writer.gap();
      this.writer.begin('table');
      this.writing = true;
    }
    for (const row of this.rows.splice(0)) {
      const line = this.placed(row).join('\t').trimEnd();
      if (line !== '') this.writer.write(`${line}\n`);
    }
  }

  /** The texts of a row, each in its column. */
  private placed(row: Cell[]): string[] {
    const texts: string[] = [];
    for (const cell of row) {
      while (this.isTaken(texts.length)) texts.push('');
      const { columns, rows } = texts.length < MOST_COLUMNS ? cell : { columns: 1, rows: 1 };
      for (let column = texts.length; column < texts.length + columns; column += 1)
        if (rows > 1) this.taken[column] = rows - 1;
      texts.push(cell.lines().join(' '), ...Array<string>(columns - 1).fill(''));
    }
    while (texts.length < this.taken.length && this.isTaken(texts.length)) texts.push('');
    return texts;
  }

  private isTaken(column: number): boolean {
    const rows = this.taken[column] ?? 0;
    if (rows > 0) this.taken[column] = rows - 1;
    return rows > 0;
  }
}
