import type { Piece } from '../packages/piece-writer';
import type { Paragraph, Paragraphs } from './paragraph';
import { Table } from './table';

/** What a story is made of: pieces of text, and references to parts of the package whose text belongs there. */
export type StoryItem = Piece | { embedded: string };

type Sink = (item: StoryItem) => void;

/** Paragraphs, cells and boxes on their way into the order in which they are read. */
export class Flow {
  private items: StoryItem[] = [];
  /** Where finished pieces go: the story itself, a cell of a table, what stands beside a paragraph. */
  private readonly sinks: Sink[] = [
    (item) => {
      this.emit(item);
    },
  ];
  private readonly paragraphs: Paragraph[] = [];
  private readonly tables: Table[] = [];
  private tableCount = 0;
  private cells = 0;
  /** Boxes, pictures and notes follow the block in which they are anchored: that of the block at hand, and before it. */
  private readonly anchored: StoryItem[] = [];
  private readonly aside: StoryItem[] = [];
  private group?: number | string;
  private carried = '';

  constructor(private readonly kinds: Paragraphs) {}

  get paragraph(): Paragraph | undefined {
    return this.paragraphs.at(-1);
  }

  get table(): Table | undefined {
    return this.tables.at(-1);
  }

  startParagraph(): void {
    this.paragraphs.push({ text: this.carried, joins: false });
    this.carried = '';
  }

  endParagraph(): void {
    const paragraph = this.paragraphs.pop();
    if (paragraph?.joins) this.carried += paragraph.text;
    else if (paragraph) this.sinks.at(-1)?.(this.kinds.toPiece(paragraph));
  }

  startTable(): void {
    this.tableCount += 1;
    this.tables.push(new Table(`table ${this.tableCount}`));
  }

  endRow(): void {
    const { table } = this;
    if (table && !table.isFrame)
      this.sinks.at(-1)?.({ kind: 'table', text: table.line(), group: table.group });
  }

  endTable(): void {
    this.tables.pop();
  }

  startCell(): void {
    const { table } = this;
    const around = this.sinks.at(-1) as Sink;
    if (!table || table.isFrame) {
      this.sinks.push(around);
      return;
    }
    table.startCell();
    this.cells += 1;
    this.sinks.push((item) => {
      if ('text' in item) table.add(item.text);
      else this.anchored.push(item);
    });
  }

  endCell(): void {
    const { table } = this;
    if (this.sinks.length > 1) this.sinks.pop();
    if (!table || table.isFrame) return;
    this.cells -= 1;
    table.endCell();
  }

  /** What is anchored in the text at hand. Within a table it goes into its cell, but for notes. */
  beside(item: StoryItem, note = false): void {
    if (this.cells > 0 && !note) this.sinks.at(-1)?.(item);
    else this.anchored.push(item);
  }

  startBox(): void {
    const inCell = this.cells > 0 ? this.sinks.at(-1) : undefined;
    this.sinks.push(inCell ?? ((item) => this.anchored.push(item)));
  }

  endBox(): void {
    if (this.sinks.length > 1) this.sinks.pop();
  }

  take(): StoryItem[] {
    const taken = this.items;
    this.items = [];
    return taken;
  }

  /** Nothing follows that could go on with what is kept back. */
  end(): StoryItem[] {
    if (this.carried !== '') this.startParagraph();
    while (this.paragraphs.length > 0) this.endParagraph();
    this.settle();
    this.release();
    return this.take();
  }

  /** Rows and items of one group stay together: what is anchored in them comes after the last. */
  private emit(item: StoryItem): void {
    const group = 'group' in item ? item.group : undefined;
    const blank = 'text' in item && item.text.trim() === '';
    if (!blank) {
      if (group === undefined || group !== this.group) this.release();
      this.items.push(item);
      this.group = group;
    }
    this.settle();
  }

  /** What was anchored in the block that ended. */
  private settle(): void {
    for (const item of this.anchored) this.aside.push(item);
    this.anchored.length = 0;
  }

  private release(): void {
    for (const item of this.aside) this.items.push(item);
    this.aside.length = 0;
  }
}
