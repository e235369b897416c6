import { collapsed } from './inline';

const MOST_SPANNED = 100;

/** One cell: its text in lines, however it was arranged within. */
export class Cell {
  readonly columns: number;
  readonly rows: number;
  size = 0;
  private readonly pieces: string[] = [];
  private space = false;
  private atStart = true;

  constructor({ colspan, rowspan }: Record<string, string> = {}) {
    this.columns = span(colspan);
    this.rows = span(rowspan);
  }

  add(raw: string): void {
    const text = collapsed(raw);
    const words = text.trim();
    this.space ||= text.startsWith(' ');
    if (words === '') return;
    this.pieces.push(this.space && !this.atStart ? ` ${words}` : words);
    this.size += words.length;
    this.space = text.endsWith(' ');
    this.atStart = false;
  }

  breakLine(): void {
    if (!this.atStart) this.pieces.push('\n');
    this.atStart = true;
    this.space = false;
  }

  lines(): string[] {
    return this.pieces
      .join('')
      .split('\n')
      .filter((line) => line !== '');
  }
}

const span = (text = ''): number => Math.min(Math.max(parseInt(text, 10) || 1, 1), MOST_SPANNED);
