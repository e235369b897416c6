import type { ExtractedPart } from '@muster/documents';
import { decode } from './decoding';
import { HeadingPath } from './headings';
import type { Parser, ParserInput } from './parser';
import { after } from './resuming';

const ATX = /^ {0,3}(#{1,6})[ \t]+(.+?)(?:[ \t]+#+)?[ \t]*$/;
const UNDERLINE = /^ {0,3}(=+|-{2,})[ \t]*$/;
const FENCE = /^ {0,3}(`{3,}|~{3,})/;
/** A longer section is handed on in pieces. */
const LONGEST_PIECE = 32_768;

interface Line {
  text: string;
  done: number;
}

/** Markdown as it is written, a part for each section, under the headings above it. */
export const parseMarkdown: Parser = ({ bytes, from }) => after(sections(bytes), from.chars);

function* sections(bytes: ParserInput['bytes']): Generator<ExtractedPart> {
  const section = new Section();
  let previous: Line | undefined;
  let done = 0;
  for (const line of lines(bytes)) {
    ({ done } = line);
    if (previous && section.isUnderlined(previous.text, line.text)) {
      yield* section.enter(line.text.trim().startsWith('=') ? 1 : 2, previous.text, done);
      section.append(previous.text + line.text, false);
      previous = undefined;
      continue;
    }
    if (previous) yield* section.take(previous);
    previous = line;
  }
  if (previous) yield* section.take(previous);
  yield section.part(true, done);
}

/** The section being read. Headings without a text of their own stay with the section that follows. */
class Section {
  private readonly path = new HeadingPath();
  private text = '';
  private hasBody = false;
  private fence = '';
  private frontMatter = false;
  private atStart = true;

  *take({ text, done }: Line): Generator<ExtractedPart> {
    const heading = this.inVerbatim(text) ? null : ATX.exec(text.trimEnd());
    if (heading) yield* this.enter(heading[1]?.length ?? 1, heading[2] ?? '', done);
    this.append(text, !heading);
    if (this.text.length >= LONGEST_PIECE) yield this.part(false, done);
  }

  *enter(rank: number, title: string, done: number): Generator<ExtractedPart> {
    if (this.hasBody) {
      yield this.part(true, done);
      this.hasBody = false;
    }
    this.path.enter(rank, plain(title));
  }

  append(text: string, body: boolean): void {
    this.text += text;
    this.hasBody ||= body && text.trim() !== '';
    this.atStart = false;
  }

  isUnderlined(text: string, next: string): boolean {
    if (this.fence || this.frontMatter || !UNDERLINE.test(next.trimEnd())) return false;
    const verbatim = this.atStart && text.trimEnd() === '---';
    return (
      !verbatim &&
      /\S/.test(text) &&
      !/^(?: {4}|\t| {0,3}(?:[#>|]|[-*+] |\d+[.)] ))/.test(text) &&
      !FENCE.test(text)
    );
  }

  part(closed: boolean, done: number): ExtractedPart {
    const { text } = this;
    this.text = '';
    return { text, page: null, headings: this.path.titles(), blocks: [], closed, done, pages: null };
  }

  /** Whether the line belongs to code or to the data before the document, where `#` is no heading. */
  private inVerbatim(line: string): boolean {
    if (this.atStart && line.trimEnd() === '---') return (this.frontMatter = true);
    if (this.frontMatter) {
      this.frontMatter = !/^(?:---|\.\.\.)\s*$/.test(line);
      return true;
    }
    const fence = FENCE.exec(line)?.[1];
    if (!this.fence) this.fence = fence ?? '';
    else if (fence?.startsWith(this.fence)) this.fence = '';
    return Boolean(this.fence || fence);
  }
}

/** Lines with their ends. */
function* lines(bytes: ParserInput['bytes']): Generator<Line> {
  let rest = '';
  for (const { text, done } of decode(bytes)) {
    const found = (rest + text).split(/(?<=\n)/);
    rest = found.at(-1)?.endsWith('\n') ? '' : (found.pop() ?? '');
    for (const line of found) yield { text: line, done };
  }
  if (rest !== '') yield { text: rest, done: 1 };
}

/** A title without its markup. */
const plain = (title: string): string =>
  title
    .replace(/!?\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/[*_`~]+/g, '')
    .trim();
