import type { PartWriter } from '../part-writer';
import type { Lists } from './lists';

/** Running text: white space collapsed, lines broken where the page says so, blocks begun by their first word. */
export class Inline {
  /** Whether a block is being written, and whether its line has ended: lists go on over many. */
  private open = false;
  private lineEnded = false;
  private space = false;
  private breaks = 0;
  /** Pictures at the beginning of what may turn out to be text. */
  private pictures: string[] = [];
  private verbatimBegun = false;

  constructor(
    private readonly writer: PartWriter,
    private readonly lists: Lists,
  ) {}

  text(raw: string): void {
    const text = collapsed(raw);
    const words = text.trim();
    this.space ||= text.startsWith(' ');
    if (words === '') return;
    this.words([...this.pictures.splice(0), words].join(' '));
    this.space = text.endsWith(' ');
  }

  lineBreak(): void {
    this.breaks += 1;
  }

  image(alt: string): void {
    if (this.open || this.lists.within) this.text(` ${alt} `);
    else this.pictures.push(collapsed(alt));
  }

  /** The paragraph ends, or within a list: the line. */
  end(): void {
    if (!this.lists.within) this.close();
    this.lineEnded = true;
    this.space = false;
    this.breaks = 0;
  }

  /** The block ends; a list goes on in another one, after what comes between. */
  close(): void {
    for (const picture of this.pictures.splice(0)) this.writer.block('image', picture);
    this.writer.space('');
    this.open = false;
    this.space = false;
    this.breaks = 0;
  }

  beginVerbatim(): void {
    this.close();
    this.begin('code');
    this.verbatimBegun = false;
  }

  /** The line feed right behind the tag is none. */
  verbatim(text: string): void {
    this.writer.write(this.verbatimBegun ? text : text.replace(/^\r?\n/, ''));
    this.verbatimBegun = true;
  }

  private words(text: string): void {
    if (this.breaks > 1) this.end();
    const separator = this.breaks > 0 ? '\n' : this.space ? ' ' : '';
    if (this.lists.within) this.itemWords(separator, text);
    else {
      if (this.open) this.writer.write(separator);
      else this.begin('paragraph');
      this.writer.write(text);
    }
    this.lineEnded = false;
    this.breaks = 0;
  }

  private itemWords(separator: string, text: string): void {
    const newLine = this.lineEnded || separator === '\n' || !this.open;
    if (!this.open) this.begin('list');
    else this.writer.write(newLine ? '\n' : separator);
    this.writer.write((newLine ? this.lists.beginLine() : '') + text);
  }

  private begin(kind: 'paragraph' | 'list' | 'code'): void {
    this.writer.gap();
    this.writer.begin(kind);
    this.open = true;
  }
}

/** White space as it is shown; soft hyphens are not. */
export const collapsed = (text: string): string => text.replaceAll('\u00ad', '').replace(/\s+/g, ' ');
