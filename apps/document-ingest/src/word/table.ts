/** More columns than this does no cell span. */
const WIDEST_SPAN = 63;

/** A table being read, row by row. */
export class Table {
  columns = 0;
  private row: string[] = [];
  private cell = '';
  private span = 1;

  constructor(readonly group: string) {}

  /** A single column makes no table: it is a frame around what stands in it. */
  get isFrame(): boolean {
    return this.columns === 1;
  }

  startRow(): void {
    this.row = [];
  }

  /** Columns that the row leaves out at its beginning. */
  skip(columns: number): void {
    for (let left = Math.min(columns || 0, WIDEST_SPAN); left > 0; left -= 1) this.row.push('');
  }

  startCell(): void {
    this.cell = '';
    this.span = 1;
  }

  spanOver(columns: number): void {
    this.span = Math.min(Math.max(1, columns || 1), WIDEST_SPAN);
  }

  /** What stands in a cell becomes a single line. */
  add(text: string): void {
    const line = text.replace(/\s+/g, ' ').trim();
    this.cell += this.cell === '' || line === '' ? line : ` ${line}`;
  }

  endCell(): void {
    this.row.push(this.cell);
    this.skip(this.span - 1);
  }

  line(): string {
    return this.row.join('\t').trimEnd();
  }
}
