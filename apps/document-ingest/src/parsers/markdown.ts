import type { BlockKind, ExtractedPart } from '@muster/documents';
import { decode } from './decoding';
import { Line, lines } from './lines';
import type { Parser, ParserInput } from './parser';
import { PartWriter } from './part-writer';
import { after } from './resuming';

const ATX = /^ {0,3}(#{1,6})[ \t]+(\S.*)$/;
const UNDERLINE = /^ {0,3}(=+|-{2,})[ \t]*$/;
const FENCE = /^\s*(?:[-*+][ \t]+|\d{1,9}[.)][ \t]+)?(`{3,}(?=[^`]*$)|~{3,})/;
const RULE = /^ {0,3}([-*_])[ \t]*(?:\1[ \t]*){2,}$/;
const ITEM = /^(\s*)([-*+]|\d{1,9}[.)])(?:[ \t]|$)/;
/** A number that is not the first begins no list in the middle of a paragraph. */
const FIRST_ITEM = /^\s*(?:[-*+]|1[.)])[ \t]+\S/;
const INDENTED = /^(?: {4}| {0,3}\t)/;
const QUOTE = /^ {0,3}>/;
const IMAGE = /^ {0,3}(?:!\[[^\]]*\](?:\([^)]*\)|\[[^\]]*\])?|\[!\[[^\]]*\]\([^)]*\)\]\([^)]*\))[ \t]*$/;
const ROW = /^ {0,3}\|/;
const DELIMITERS = /^ {0,3}\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$/;
/** HTML whose lines are taken as they are until it ends. */
const VERBATIM: [RegExp, RegExp][] = [
  [/^ {0,3}<!--/, /-->/],
  [/^ {0,3}<(?:pre|script|style|textarea)[\s>]/i, /<\/(?:pre|script|style|textarea)>/i],
];
/** Lines a heading by underlining may have; more are a paragraph with a rule below it. */
const LONGEST_HEADING = 3;
/** In characters; what goes beyond is left out of the path. */
const LONGEST_TITLE = 500;

/** Markdown as it is written, a part for each section, under the headings above it. */
export const parseMarkdown: Parser = ({ bytes, from }) => after(sections(bytes), from.chars);

function* sections(bytes: ParserInput['bytes']): Generator<ExtractedPart> {
  const writer = new PartWriter();
  const reader = new MarkdownReader(writer);
  for (const line of lines(decode(bytes))) {
    writer.done = line.done;
    reader.take(line);
    yield* writer.take();
  }
  reader.end();
  yield* writer.end();
}

/** Tells line by line what block it belongs to. */
class MarkdownReader {
  /** Lines of a paragraph that may yet turn out to be a heading or the head of a table. */
  private pending: string[] = [];
  /** What ends the verbatim text that is being read. */
  private until?: (line: string) => boolean;
  /** The marker of the list that is being read, or that code within it has interrupted. */
  private list?: string;
  private afterEmpty = false;
  private atStart = true;

  constructor(private readonly writer: PartWriter) {}

  take({ text, begins, ends }: Line): void {
    if (!begins || !ends) this.takeStretch(text, begins);
    else if (!this.inVerbatim(text)) this.takeWhole(text, text.trimEnd());
    this.atStart = false;
  }

  end(): void {
    for (const line of this.pending.splice(0)) this.goOn('paragraph', line);
  }

  /** Of a line too long for anything but running text. */
  private takeStretch(text: string, begins: boolean): void {
    if (!begins) this.writer.write(text);
    else if (!this.inVerbatim(text)) this.paragraph(text);
    this.end();
  }

  private takeWhole(text: string, line: string): void {
    const empty = line === '';
    if (empty) this.empty(text);
    else if (!this.closesPending(text, line) && !this.inList(text, line) && !this.inBlock(text, line))
      this.paragraph(text);
    this.afterEmpty = empty;
  }

  /** Within a list or code the empty line may be followed by more of it. */
  private empty(text: string): void {
    this.end();
    if (this.list || this.writer.within('code')) this.writer.write(text);
    else this.writer.space(text);
  }

  /** Front matter, fenced code, HTML: `#` is no heading there. */
  private inVerbatim(text: string): boolean {
    if (this.until) {
      this.writer.write(text);
      if (this.until(text)) this.endVerbatim();
      return true;
    }
    const until = this.verbatimEnd(text.trimEnd());
    if (!until) return false;
    this.end();
    this.writer.begin('code');
    this.writer.write(text);
    this.until = until;
    return true;
  }

  private verbatimEnd(line: string): ((line: string) => boolean) | undefined {
    if (this.atStart && line === '---') return (next) => /^(?:---|\.\.\.)\s*$/.test(next);
    const fence = FENCE.exec(line)?.[1];
    if (fence && (this.list || !INDENTED.test(line))) {
      const end = new RegExp(`^\\s*${fence}${fence[0]}*\\s*$`);
      return (next) => end.test(next);
    }
    const html = VERBATIM.find(([start]) => start.test(line))?.[1];
    return html && !html.test(line) ? (next) => html.test(next) : undefined;
  }

  private endVerbatim(): void {
    this.until = undefined;
    this.writer.space('');
    this.afterEmpty = true;
  }

  /** The line makes a heading or a table of the lines before it. */
  private closesPending(text: string, line: string): boolean {
    const above = this.pending.at(-1);
    if (above === undefined) return false;
    if (UNDERLINE.test(line) && this.pending.length <= LONGEST_HEADING && !ROW.test(above)) {
      const title = this.pending.splice(0).join('');
      this.heading(line.trim().startsWith('=') ? 1 : 2, title, title + text);
      return true;
    }
    if (!above.includes('|') || !DELIMITERS.test(line)) return false;
    this.pending.pop();
    this.end();
    this.writer.begin('table');
    this.writer.write(above + text);
    return true;
  }

  private inList(text: string, line: string): boolean {
    return this.isItem(text, line) || this.goesOnWithItem(text, line);
  }

  private isItem(text: string, line: string): boolean {
    const [, indent = '', marker] = ITEM.exec(line) ?? [];
    if (!marker || RULE.test(line)) return false;
    if (this.list === undefined && !this.beginsList(line, indent)) return false;
    const kind = /\d/.test(marker) ? '1' : marker;
    const other = indent.length < 2 && kind !== this.list;
    if (other) this.list = kind;
    this.goOn('list', text, other);
    return true;
  }

  private goesOnWithItem(text: string, line: string): boolean {
    if (this.list === undefined) return false;
    const goesOn = /^(?: {2}|\t)/.test(line) || (!this.afterEmpty && !interrupts(line));
    if (goesOn) this.goOn('list', text);
    else this.list = undefined;
    return goesOn;
  }

  private beginsList(line: string, indent: string): boolean {
    if (INDENTED.test(indent)) return false;
    return this.pending.length === 0 || FIRST_ITEM.test(line);
  }

  private inBlock(text: string, line: string): boolean {
    const [, marks, title] = ATX.exec(line) ?? [];
    if (marks && title) this.heading(marks.length, withoutClosing(title), text);
    else if (IMAGE.test(line)) this.alone('image', text);
    else if (RULE.test(line)) this.alone('paragraph', text);
    else if (INDENTED.test(line) && this.pending.length === 0) this.goOn('code', text);
    else if (this.writer.within('table')) this.writer.write(text);
    else return false;
    return true;
  }

  private heading(level: number, title: string, text: string): void {
    this.end();
    this.writer.enter(level, plain(title));
    this.writer.write(text);
    this.writer.space('');
  }

  private alone(kind: BlockKind, text: string): void {
    this.end();
    this.writer.begin(kind);
    this.writer.write(text);
    this.writer.space('');
  }

  private goOn(kind: BlockKind, text: string, other = false): void {
    if (this.pending.length > 0 && kind !== 'paragraph') this.end();
    if (other || !this.writer.within(kind)) this.writer.begin(kind);
    this.writer.write(text);
  }

  private paragraph(text: string): void {
    const quoted = QUOTE.test(text);
    if (this.writer.within('paragraph') && this.pending.length === 0) this.writer.write(text);
    else if (this.pending.length > LONGEST_HEADING || quoted) {
      this.end();
      this.goOn('paragraph', text);
    } else {
      if (this.pending.length === 0) this.writer.begin('paragraph');
      this.pending.push(text);
    }
  }
}

const interrupts = (line: string): boolean => [ATX, RULE, QUOTE, IMAGE].some((start) => start.test(line));

/** A title without the number signs behind it. */
function withoutClosing(title: string): string {
  let end = title.length;
  while (title[end - 1] === '#') end -= 1;
  return /\s/.test(title[end - 1] ?? '') ? title.slice(0, end) : title;
}

/** A title without its markup. */
const plain = (title: string): string =>
  title
    .slice(0, LONGEST_TITLE)
    .replace(/!?\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/[*_`~]+/g, '')
    .replace(/\s+/g, ' ')
    .trim();
