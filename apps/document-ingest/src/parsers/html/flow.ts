import type { PartWriter } from '../part-writer';
import { collapsed, Inline } from './inline';
import { Lists } from './lists';
import { Table } from './table';

type Attributes = Record<string, string>;

/** Text on either side of these is not one paragraph. */
const BLOCKS = new Set(
  (
    'address article aside blockquote body center dd details dialog dir div dl dt fieldset figcaption figure footer ' +
    'form frameset head header hgroup html legend main menu nav optgroup p search section summary tbody tfoot thead'
  ).split(' '),
);
/** They part words, but not paragraphs. */
const APART = new Set('button option select input textarea object'.split(' '));
const VERBATIM = new Set('pre listing xmp plaintext'.split(' '));
const LISTS = new Set('ul ol menu dir'.split(' '));
/** What these begin is no part of a heading that was never closed. */
const NEVER_IN_HEADING = new Set('p ul ol dl table pre hr'.split(' '));
/** A longer heading is none. */
const LONGEST_HEADING = 2_000;

/** Lays the visible elements of a page out as blocks, as far as that says what they are. */
export class Flow {
  private readonly inline: Inline;
  private readonly lists = new Lists();
  private readonly tables: Table[] = [];
  private heading?: { level: number; text: string };
  private verbatim = 0;

  constructor(
    private readonly writer: PartWriter,
    private readonly below: number,
  ) {
    this.inline = new Inline(writer, this.lists);
  }

  open(name: string, attributes: Attributes): void {
    if (this.heading && endsHeading(name, this.heading.text)) this.endHeading();
    const level = levelOf(name);
    if (level) this.openHeading(level);
    else if (LISTS.has(name)) this.openList(name === 'ol', attributes.start);
    else if (VERBATIM.has(name)) this.openVerbatim();
    else if (name === 'li') this.openItem(attributes.value);
    else if (isOfTable(name)) this.openOfTable(name, attributes);
    else if (name === 'br') this.lineBreak();
    else if (name === 'img') this.image(attributes.alt);
    else this.around(name);
  }

  close(name: string): void {
    if (levelOf(name)) this.endHeading();
    else if (LISTS.has(name)) this.closeList();
    else if (VERBATIM.has(name)) this.closeVerbatim();
    else if (isOfTable(name)) this.closeOfTable(name);
    else if (name === 'li') this.boundary();
    else this.around(name);
  }

  text(text: string): void {
    const { cells } = this;
    if (this.heading) this.headingText(text);
    else if (cells) cells.add(text);
    else if (this.verbatim > 0) this.inline.verbatim(text);
    else this.inline.text(text);
  }

  end(): void {
    if (this.heading) this.endHeading();
    for (let table = this.tables.pop(); table; table = this.tables.pop()) table.end();
    this.inline.close();
  }

  /** The table whose cells hold the text, unless it only serves to arrange the page. */
  private get cells(): Table | undefined {
    const table = this.tables.at(-1);
    return table?.arranges ? undefined : table;
  }

  private around(name: string): void {
    if (BLOCKS.has(name)) this.boundary();
    else if (name === 'hr') this.rule();
    else if (APART.has(name)) this.text(' ');
  }

  private boundary(): void {
    if (this.heading) this.heading.text += ' ';
    else if (this.cells) this.cells.breakLine();
    else if (this.verbatim === 0) this.inline.end();
  }

  private rule(): void {
    this.settle();
    this.boundary();
  }

  private lineBreak(): void {
    if (this.heading) this.heading.text += ' ';
    else if (this.cells) this.cells.breakLine();
    else if (this.verbatim > 0) this.inline.verbatim('\n');
    else this.inline.lineBreak();
  }

  private image(alt = ''): void {
    const text = alt.trim();
    if (text === '') return;
    if (this.heading || this.cells || this.verbatim > 0) this.text(` ${text} `);
    else this.inline.image(text);
  }

  /** Structure within its first row: the table arranges the page. Where it has rows already, it is one. */
  private settle(rows = 1): void {
    const table = this.cells;
    if (table && table.rowsOfCells < rows) table.arrange();
  }

  private openHeading(level: number): void {
    this.settle();
    this.endHeading();
    this.boundary();
    if (!this.cells && this.verbatim === 0) this.heading = { level: level + this.below, text: '' };
  }

  private headingText(text: string): void {
    const { heading } = this;
    if (!heading) return;
    heading.text += text;
    if (heading.text.length <= LONGEST_HEADING) return;
    this.heading = undefined;
    this.inline.text(heading.text);
  }

  private endHeading(): void {
    const { heading } = this;
    if (!heading) {
      this.boundary();
      return;
    }
    this.heading = undefined;
    const title = collapsed(heading.text).trim();
    if (title === '') return;
    this.inline.close();
    this.writer.heading(heading.level, title);
    this.inline.close();
  }

  private openList(ordered: boolean, start?: string): void {
    this.settle();
    this.boundary();
    if (!this.heading && !this.cells) this.lists.begin(ordered, start);
  }

  private closeList(): void {
    this.boundary();
    if (this.heading || this.cells) return;
    this.lists.end();
    if (!this.lists.within) this.inline.close();
  }

  private openItem(value?: string): void {
    this.boundary();
    if (!this.heading && !this.cells) this.lists.item(value);
  }

  private openVerbatim(): void {
    this.settle();
    this.boundary();
    if (!this.heading && !this.cells) {
      if (this.verbatim === 0) this.inline.beginVerbatim();
      this.verbatim += 1;
    }
  }

  private closeVerbatim(): void {
    if (this.verbatim === 1) this.inline.close();
    if (this.verbatim > 0) this.verbatim -= 1;
    this.boundary();
  }

  private openOfTable(name: string, attributes: Attributes): void {
    const table = this.tables.at(-1);
    if (name === 'table') this.openTable();
    else if (!table || this.heading || table.nested > 0) this.boundary();
    else if (name === 'tr') table.beginRow();
    else if (name === 'caption') table.beginCaption();
    else table.beginCell(attributes);
    if (!this.cells) this.boundary();
  }

  private openTable(): void {
    this.settle(2);
    const { cells } = this;
    if (cells) cells.nested += 1;
    else if (this.verbatim === 0) {
      this.boundary();
      this.tables.push(new Table(this.writer, this.inline));
    }
    this.boundary();
  }

  private closeOfTable(name: string): void {
    const table = this.tables.at(-1);
    this.boundary();
    if (!table) return;
    if (table.nested > 0) table.nested -= name === 'table' ? 1 : 0;
    else if (name === 'table') this.tables.pop()?.end();
    else if (name === 'tr') table.endRow();
    else table.endCell();
  }
}

const levelOf = (name: string): number => (/^h[1-6]$/.test(name) ? Number(name[1]) : 0);

const endsHeading = (name: string, text: string): boolean =>
  NEVER_IN_HEADING.has(name) && (name === 'table' || text.trim() !== '');

const isOfTable = (name: string): boolean => /^(?:table|tr|td|th|caption)$/.test(name);
