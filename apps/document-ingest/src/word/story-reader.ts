import { Alternatives } from '../packages/alternatives';
import { attribute, Attributes, prefixed, XmlReader } from '../packages/xml';
import type { Piece } from '../packages/piece-writer';
import { Flow, StoryItem } from './flow';
import type { Paragraphs } from './paragraph';
import { setProperty } from './styles';
import { symbol } from './symbols';

/** A note that the text refers to: its mark, and what it says. */
export interface Note {
  mark: string;
  pieces: Piece[];
}

/** What a story refers to outside of itself. */
export interface StoryReferences {
  note(kind: 'footnote' | 'endnote', id: string): Note | undefined;
}

/** Elements whose text does not show: deleted, moved away, an earlier formatting, the instructions of a field. */
const HIDDEN = new Set([
  ...['del', 'moveFrom', 'delText', 'instrText', 'delInstrText', 'binData', 'tblGridChange'],
  ...['pPrChange', 'rPrChange', 'sectPrChange', 'tblPrChange', 'tblPrExChange', 'trPrChange', 'tcPrChange'],
]);

/** What stands in the text without being text. */
const SIGNS: Record<string, string> = {
  tab: '\t',
  ptab: '\t',
  br: '\n',
  cr: '\n',
  noBreakHyphen: '-',
  den: '/',
  sup: '^',
  sub: '_',
};

/** Reads the running text of a word processing document: its body, a header, the notes. */
export class StoryReader implements XmlReader {
  protected readonly flow: Flow;
  /** Depth within an element that is left out, and within properties of a paragraph. */
  private hidden = 0;
  private inProperties = 0;
  private inText = false;
  private readonly alternatives = new Alternatives();
  /** Of each open field: whether its instructions are being read. */
  private fields: boolean[] = [];
  private instructions = 0;
  private ruby = { start: 0, text: '' };

  constructor(
    kinds: Paragraphs,
    private readonly references: StoryReferences,
  ) {
    this.flow = new Flow(kinds);
  }

  open(name: string, attributes: Attributes): void {
    if (this.hidden > 0 || this.leavesOut(name)) {
      this.hidden += 1;
      return;
    }
    if (this.inProperties > 0 && this.flow.paragraph) {
      if (name === 'pStyle') this.flow.paragraph.style = attribute(attributes, 'val');
      else setProperty(this.flow.paragraph, name, attribute(attributes, 'val') ?? '');
    } else {
      const sign = SIGNS[name];
      if (sign !== undefined) this.write(sign);
    }
    this.openText(name, attributes);
    this.openTable(name, attributes);
    this.openDrawing(name, attributes);
  }

  close(name: string): void {
    if (this.hidden > 0) this.hidden -= 1;
    else this.closed(name);
  }

  text(text: string): void {
    if (this.inText && this.hidden === 0) this.write(/[\n\r\t]/.test(text) ? text.replace(/\s/g, ' ') : text);
  }

  /** What was read since it was asked last. */
  take(): StoryItem[] {
    return this.flow.take();
  }

  end(): StoryItem[] {
    return this.flow.end();
  }

  /** A deleted mark makes the next paragraph go on with this one. */
  private leavesOut(name: string): boolean {
    if (this.alternatives.open(name)) return true;
    if (!HIDDEN.has(name)) return false;
    const { paragraph } = this.flow;
    if (paragraph && this.inProperties > 0 && (name === 'del' || name === 'moveFrom')) paragraph.joins = true;
    return true;
  }

  private openText(name: string, attributes: Attributes): void {
    switch (name) {
      case 't':
        this.inText = true;
        break;
      case 'p':
        this.flow.startParagraph();
        break;
      case 'pPr':
        this.inProperties += 1;
        break;
      case 'sym':
        this.write(symbol(attribute(attributes, 'font') ?? '', attribute(attributes, 'char') ?? ''));
        break;
      case 'fldChar':
        this.field(attribute(attributes, 'fldCharType'));
        break;
      case 'footnoteReference':
      case 'endnoteReference':
        this.refer(name === 'footnoteReference' ? 'footnote' : 'endnote', attributes);
        break;
      case 'rt':
        this.ruby = { start: this.flow.paragraph?.text.length ?? 0, text: '' };
        break;
    }
  }

  private openTable(name: string, attributes: Attributes): void {
    const { table } = this.flow;
    switch (name) {
      case 'tbl':
        this.flow.startTable();
        break;
      case 'gridCol':
        if (table) table.columns += 1;
        break;
      case 'tr':
        table?.startRow();
        break;
      case 'tc':
        this.flow.startCell();
        break;
      case 'gridSpan':
        table?.spanOver(Number(attribute(attributes, 'val')));
        break;
      case 'gridBefore':
        table?.skip(Number(attribute(attributes, 'val')));
        break;
    }
  }

  private openDrawing(name: string, attributes: Attributes): void {
    switch (name) {
      case 'txbxContent':
        this.flow.startBox();
        break;
      case 'docPr':
        this.picture(attribute(attributes, 'descr') || attribute(attributes, 'title'));
        break;
      case 'shape':
        this.picture(attributes.alt);
        break;
      case 'textpath':
        if (attributes.string) this.flow.beside({ kind: 'paragraph', text: attributes.string });
        break;
      case 'chart':
        this.embed(prefixed(attributes, 'id'));
        break;
      case 'relIds':
        this.embed(prefixed(attributes, 'dm'));
        break;
    }
  }

  private closed(name: string): void {
    this.alternatives.close(name);
    switch (name) {
      case 't':
        this.inText = false;
        break;
      case 'p':
        this.flow.endParagraph();
        // A field whose instructions never end would take the rest of the text with it.
        if (this.instructions > 0) this.fields = [];
        this.instructions = 0;
        break;
      case 'pPr':
        this.inProperties -= 1;
        break;
      case 'tbl':
        this.flow.endTable();
        break;
      case 'tr':
        this.flow.endRow();
        break;
      case 'tc':
        this.flow.endCell();
        break;
      case 'txbxContent':
        this.flow.endBox();
        break;
      case 'rt':
        this.takeRuby();
        break;
      case 'ruby':
        if (this.ruby.text !== '') this.write(`(${this.ruby.text})`);
        break;
    }
  }

  private write(text: string): void {
    const { paragraph } = this.flow;
    if (!paragraph || this.instructions > 0) return;
    paragraph.text += text;
  }

  private field(type: string | undefined): void {
    if (type !== 'begin' && type !== 'separate' && type !== 'end') return;
    if (type !== 'begin' && this.fields.pop()) this.instructions -= 1;
    if (type === 'begin') this.instructions += 1;
    if (type !== 'end') this.fields.push(type === 'begin');
  }

  private refer(kind: 'footnote' | 'endnote', attributes: Attributes): void {
    const note = this.references.note(kind, attribute(attributes, 'id') ?? '');
    if (!note) return;
    this.write(note.mark);
    for (const piece of note.pieces) this.flow.beside(piece, true);
  }

  /** The reading of a word is written before the word, and stands behind it in brackets here. */
  private takeRuby(): void {
    const { paragraph } = this.flow;
    if (!paragraph) return;
    this.ruby.text = paragraph.text.slice(this.ruby.start);
    paragraph.text = paragraph.text.slice(0, this.ruby.start);
  }

  private picture(description: string | undefined): void {
    if (description) this.flow.beside({ kind: 'image', text: description });
  }

  private embed(embedded: string | undefined): void {
    if (embedded) this.flow.beside({ embedded });
  }
}
