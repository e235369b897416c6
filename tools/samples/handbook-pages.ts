import PDFDocument from 'pdfkit';
import { HandbookBlock, SUBTITLE, TITLE } from './handbook-text';

const INK = '#1d2733';
const SOFT = '#5b6b7b';
const ACCENT = '#1f6f78';
const TINT = '#eef4f5';
const RULE = '#c9d6d9';

const MARGIN = 68;
/** Room that a heading wants below it, so that it never ends a page alone. */
const HEADING_ROOM = 90;
const CELL_PADDING = 6;
/** Paragraphs and tables lower than this are not parted by the end of a page. */
const KEPT_TOGETHER = 260;

type Table = Extract<HandbookBlock, { kind: 'table' }>;

/** Sets the handbook: A4, two levels of headings, lists, notes and tables, page numbers. */
export class HandbookPages {
  readonly document = new PDFDocument({
    size: 'A4',
    margins: { top: MARGIN, bottom: MARGIN, left: MARGIN, right: MARGIN },
    bufferPages: true,
    lang: 'en',
    // The same text gives the same bytes.
    info: {
      Title: TITLE,
      Subject: SUBTITLE,
      Creator: 'Muster',
      CreationDate: new Date(Date.UTC(2026, 0, 1)),
    },
  });
  private chapters = 0;

  private readonly setters: {
    [K in HandbookBlock['kind']]: (block: Extract<HandbookBlock, { kind: K }>) => void;
  } = {
    chapter: ({ title }) => this.chapter(title),
    section: ({ title }) => this.section(title),
    paragraph: ({ text }) => this.paragraph(text),
    list: ({ items }) => this.list(items),
    note: ({ text }) => this.note(text),
    table: (table) => this.table(table),
  };

  set(blocks: HandbookBlock[]): void {
    this.title();
    blocks.forEach((block, index) => {
      const next = blocks[index + 1];
      if (block.kind === 'section' && next?.kind === 'table')
        this.ensure(HEADING_ROOM / 2 + this.tableHeight(next));
      (this.setters[block.kind] as (block: HandbookBlock) => void)(block);
    });
    this.footers();
    this.document.end();
  }

  private get width(): number {
    return this.document.page.width - 2 * MARGIN;
  }

  private get bottom(): number {
    return this.document.page.height - MARGIN;
  }

  private title(): void {
    const { document } = this;
    document.rect(0, 0, document.page.width, 150).fill(ACCENT);
    document.fill('white').font('Helvetica-Bold').fontSize(30).text(TITLE, MARGIN, 58);
    document.font('Helvetica').fontSize(13).text(SUBTITLE, MARGIN, 100);
    document.y = 182;
  }

  private chapter(title: string): void {
    this.chapters += 1;
    this.ensure(HEADING_ROOM + 20);
    const { document } = this;
    if (document.y > MARGIN + 1) document.y += 14;
    document.fill(ACCENT).font('Helvetica-Bold').fontSize(19).text(`${this.chapters}  ${title}`, MARGIN);
    const y = document.y + 3;
    document
      .moveTo(MARGIN, y)
      .lineTo(MARGIN + this.width, y)
      .lineWidth(0.8)
      .stroke(RULE);
    document.y = y + 10;
  }

  private section(title: string): void {
    this.ensure(HEADING_ROOM);
    this.document.y += 6;
    this.document.fill(INK).font('Helvetica-Bold').fontSize(13).text(title, MARGIN);
    this.document.y += 3;
  }

  private paragraph(text: string): void {
    const height = this.body().heightOfString(text, { width: this.width, lineGap: 3 });
    if (height < KEPT_TOGETHER) this.ensure(height);
    this.body().text(text, MARGIN, undefined, { width: this.width, lineGap: 3, align: 'left' });
    this.document.y += 7;
  }

  private list(items: string[]): void {
    for (const item of items) {
      const height = this.body().heightOfString(item, { width: this.width - 16, lineGap: 3 });
      this.ensure(height);
      const { y } = this.document;
      this.document.fill(ACCENT).text('•', MARGIN + 3, y, { lineBreak: false });
      this.body().text(item, MARGIN + 16, y, { width: this.width - 16, lineGap: 3 });
      this.document.y += 4;
    }
    this.document.y += 5;
  }

  private note(text: string): void {
    const width = this.width - 32;
    const height = this.body().heightOfString(text, { width, lineGap: 3 }) + 20;
    this.ensure(height);
    const { y } = this.document;
    this.document.rect(MARGIN, y, this.width, height).fill(TINT);
    this.document.rect(MARGIN, y, 3, height).fill(ACCENT);
    this.body().text(text, MARGIN + 18, y + 11, { width, lineGap: 3 });
    this.document.y = y + height + 10;
  }

  private table({ head, rows, widths }: Table): void {
    const columns = this.columns(widths);
    this.ensure(this.tableHeight({ head, rows, widths }));
    this.document.y += 2;
    this.row(head, columns, { header: true, shaded: false });
    rows.forEach((cells, index) => {
      if (this.document.y + this.rowHeight(cells, columns) > this.bottom) {
        this.document.addPage();
        this.row(head, columns, { header: true, shaded: false });
      }
      this.row(cells, columns, { header: false, shaded: index % 2 === 1 });
    });
    this.document.y += 12;
  }

  private columns(widths: number[]): number[] {
    return widths.map((share) => share * this.width);
  }

  /** What must fit on the page at hand. */
  private tableHeight({ head, rows, widths }: Pick<Table, 'head' | 'rows' | 'widths'>): number {
    const heights = [head, ...rows].map((cells) => this.rowHeight(cells, this.columns(widths)));
    return Math.min(
      heights.reduce((sum, height) => sum + height, 0),
      KEPT_TOGETHER,
    );
  }

  private row(cells: string[], columns: number[], look: { header: boolean; shaded: boolean }): void {
    const { document } = this;
    const { y } = document;
    const height = this.rowHeight(cells, columns);
    const fill = look.header ? ACCENT : look.shaded ? TINT : undefined;
    if (fill) document.rect(MARGIN, y, this.width, height).fill(fill);
    let x = MARGIN;
    cells.forEach((cell, index) => {
      const width = columns[index] ?? 0;
      document
        .font(look.header || index === 0 ? 'Helvetica-Bold' : 'Helvetica')
        .fontSize(9.5)
        .fill(look.header ? 'white' : INK)
        .text(cell, x + CELL_PADDING, y + CELL_PADDING, { width: width - 2 * CELL_PADDING, lineGap: 1.5 });
      x += width;
    });
    document
      .moveTo(MARGIN, y + height)
      .lineTo(MARGIN + this.width, y + height)
      .lineWidth(0.5)
      .stroke(RULE);
    document.y = y + height;
  }

  private rowHeight(cells: string[], columns: number[]): number {
    this.document.font('Helvetica-Bold').fontSize(9.5);
    const heights = cells.map((cell, index) =>
      this.document.heightOfString(cell, { width: (columns[index] ?? 0) - 2 * CELL_PADDING, lineGap: 1.5 }),
    );
    return Math.max(...heights) + 2 * CELL_PADDING;
  }

  private body(): PDFKit.PDFDocument {
    return this.document.fill(INK).font('Helvetica').fontSize(10.5);
  }

  private ensure(height: number): void {
    if (this.document.y + height > this.bottom) this.document.addPage();
  }

  private footers(): void {
    const { document } = this;
    const { start, count } = document.bufferedPageRange();
    for (let page = start; page < start + count; page += 1) {
      document.switchToPage(page);
      // Below the margin, where text would otherwise begin a new page.
      document.page.margins.bottom = 0;
      document.fill(SOFT).font('Helvetica').fontSize(8.5);
      const y = document.page.height - 42;
      document.text(TITLE, MARGIN, y, { lineBreak: false });
      document.text(`${page + 1}`, MARGIN, y, { width: this.width, align: 'right', lineBreak: false });
    }
  }
}
