interface List {
  ordered: boolean;
  next: number;
}

/** Deeper items are indented no further. */
const DEEPEST = 8;

/** The lists around a place, and how the next line of the innermost begins. */
export class Lists {
  private readonly open: List[] = [];
  private marker = '';

  get within(): boolean {
    return this.open.length > 0;
  }

  begin(ordered: boolean, start?: string): void {
    this.open.push({ ordered, next: numberOf(start) ?? 1 });
    this.marker = '';
  }

  end(): void {
    this.open.pop();
    this.marker = '';
  }

  item(value?: string): void {
    const list = this.open.at(-1);
    if (!list) return;
    const number = numberOf(value) ?? list.next;
    list.next = number + 1;
    this.marker = list.ordered ? `${number}. ` : '- ';
  }

  /** What a line begins with: its marker, or as much white space. */
  beginLine(): string {
    const indent = '  '.repeat(Math.min(this.open.length, DEEPEST) - 1);
    const { marker } = this;
    this.marker = '';
    return indent + (marker || '  ');
  }
}

function numberOf(text?: string): number | undefined {
  const number = text === undefined ? NaN : parseInt(text, 10);
  return Number.isSafeInteger(number) ? number : undefined;
}
