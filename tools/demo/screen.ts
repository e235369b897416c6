import type { WriteStream } from 'node:tty';

const CODES = { bold: 1, dim: 2, red: 31, green: 32, yellow: 33, cyan: 36 } as const;

type Style = keyof typeof CODES;

const BAR = 32;
const WIDEST = 96;
const NARROWEST = 40;

/** A terminal, or whatever stands in for one: then no colours, and no line is written over. */
export class Screen {
  private barShown = -1;

  constructor(
    private readonly out: Pick<WriteStream, 'write' | 'isTTY'> & { columns?: number },
    private readonly colours: boolean,
  ) {}

  style(style: Style, text: string): string {
    return this.colours ? `\u001b[${CODES[style]}m${text}\u001b[0m` : text;
  }

  line(text = ''): void {
    this.out.write(`${text}\n`);
  }

  heading(text: string): void {
    this.line(`\n${this.style('bold', text)}`);
  }

  /** Wrapped between words, behind a margin. */
  prose(text: string, margin = '  ', first = margin): void {
    const width = this.width() - margin.length;
    let lead = first;
    for (const paragraph of text.split('\n')) {
      for (const row of wrapped(paragraph, width)) {
        this.line((lead + row).trimEnd());
        lead = margin;
      }
    }
  }

  /** Some terminals say that they are 0 wide. */
  private width(): number {
    return Math.max(NARROWEST, Math.min(this.out.columns || WIDEST, WIDEST));
  }

  /** The same line again and again on a terminal; elsewhere one line for each quarter that is reached. */
  bar(fraction: number, note: string): void {
    const percent = `${Math.floor(fraction * 100)} %`.padStart(5);
    const filled = Math.round(fraction * BAR);
    const drawn = this.style('green', '█'.repeat(filled)) + this.style('dim', '░'.repeat(BAR - filled));
    if (this.out.isTTY) this.out.write(`\r\u001b[2K  ${drawn} ${percent}  ${note}`);
    else if (Math.floor(fraction * 4) > this.barShown) this.line(`  ${drawn} ${percent}  ${note}`);
    this.barShown = Math.floor(fraction * 4);
  }

  /** Its last state, which is always shown. */
  endBar(fraction: number, note: string): void {
    this.barShown = -1;
    this.bar(fraction, note);
    if (this.out.isTTY) this.line();
    this.barShown = -1;
  }
}

function wrapped(text: string, width: number): string[] {
  const rows = [''];
  for (const word of text.split(/\s+/)) {
    const row = rows.at(-1) ?? '';
    if (row !== '' && row.length + 1 + word.length > width) rows.push(word);
    else rows[rows.length - 1] = row === '' ? word : `${row} ${word}`;
  }
  return rows;
}
