import { listItem, Piece } from '../packages/piece-writer';
import type { Numbering } from './numbering';
import type { ParagraphProperties, Styles } from './styles';

/** A paragraph being read. */
export interface Paragraph extends ParagraphProperties {
  text: string;
  /** Its mark was deleted: the next one goes on with it. */
  joins: boolean;
}

const INDEX = 'index';

/** Tells what the paragraphs of a document are. They must come in the order of the text: items are counted. */
export class Paragraphs {
  private lists = 0;
  private current?: string;

  constructor(
    private readonly styles: Styles,
    private readonly numbering: Numbering,
  ) {}

  toPiece(paragraph: Paragraph): Piece {
    const { text, style } = paragraph;
    const level = this.styles.headingLevel(paragraph);
    const item = this.itemOf(paragraph);
    // Empty items are counted, too.
    const label = item ? this.numbering.next(item.list, item.level) : '';
    const labelled = label === '' || text.trim() === '' ? text : `${label} ${text.trimStart()}`;
    if (level !== undefined) return { kind: 'heading', level, text: labelled };
    if (item) {
      return { kind: 'list', text: listItem(labelled, item.level), group: this.groupOf(item) };
    }
    this.current = undefined;
    if (this.styles.isCode(style)) return { kind: 'code', text, group: 'code' };
    if (this.styles.isIndexLine(style)) return { kind: 'list', text: listItem(text, 0), group: INDEX };
    return { kind: 'paragraph', text };
  }

  /** Items in a row make up one list, until one of the outermost level belongs to another. */
  private groupOf({ list, level }: { list: string; level: number }): number {
    if (this.current === undefined || (level === 0 && list !== this.current)) {
      this.lists += 1;
      this.current = list;
    }
    return this.lists;
  }

  /** Its own list or that of its style; the level of the latter may be the one that belongs to the style. */
  private itemOf({ list, listLevel, style }: Paragraph): { list: string; level: number } | undefined {
    const inherited = this.styles.listOf(style);
    const named = list ?? inherited?.list;
    if (named === undefined) return undefined;
    const meant = this.linked(named);
    if (!this.numbering.has(meant)) return undefined;
    const ofStyle = inherited && this.numbering.levelOf(meant, inherited.style);
    return { list: meant, level: listLevel ?? ofStyle ?? inherited?.level ?? 0 };
  }

  private linked(list: string): string {
    const style = this.numbering.linkOf(list);
    return (style !== undefined && this.styles.listOf(style)?.list) || list;
  }
}
