import { Parser } from 'htmlparser2';
import type { ExtractedDetails } from '@muster/documents';
import type { PartWriter } from '../part-writer';
import { Flow } from './flow';

type Attributes = Record<string, string>;

/** What a browser does not show, or shows only where something else fails. */
const UNSEEN = new Set(
  'script style template noscript noframes noembed iframe audio video canvas datalist rp annotation annotation-xml'.split(
    ' ',
  ),
);
const UNSEEN_IN_DRAWINGS = new Set(['title', 'desc', 'metadata']);
const HIDING_STYLE = /(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden)\b/i;
/** Letters' looks: they have no part in structure, and those that are never closed do not count as depth. */
const LOOKS = new Set('b i u s em strong font tt big small strike nobr'.split(' '));
/** Deeper elements count as empty: their text flows on in those around them. */
const DEEPEST = 512;

/** The library's parser with bounds: what it does for each element takes longer the deeper it lies. */
class BoundedParser extends Parser {
  depth = 0;
  /** What was decided of the tag being opened: it is asked for again when one more is open. */
  private decided?: boolean;

  entered(name: string): void {
    this.decided = this.isVoidElement(name);
    this.depth += 1;
  }

  left(): void {
    this.decided = undefined;
    this.depth -= 1;
  }

  override isVoidElement(name: string): boolean {
    const { decided } = this;
    this.decided = undefined;
    return decided ?? (this.depth >= DEEPEST || LOOKS.has(name) || super.isVoidElement(name));
  }
}

/** Reads HTML as it comes, and hands on what can be seen. */
export class HtmlReader {
  private readonly flow: Flow;
  private readonly parser: BoundedParser;
  private title?: string;
  private author?: string;
  /** Depth of the element whose content is not shown. */
  private hiddenAt?: number;
  private titleAt?: number;
  private drawings = 0;

  /** Headings lie `below` so many levels. */
  constructor(writer: PartWriter, { xhtml = false, below = 0 } = {}) {
    this.flow = new Flow(writer, below);
    this.parser = new BoundedParser(
      {
        onopentag: (name, attributes) => {
          this.parser.entered(name);
          this.open(name.toLowerCase(), attributes);
        },
        onclosetag: (name) => {
          this.close(name.toLowerCase());
        },
        ontext: (text) => {
          this.take(text);
        },
      },
      { recognizeSelfClosing: xhtml, recognizeCDATA: xhtml },
    );
  }

  get details(): ExtractedDetails | undefined {
    const title = oneLine(this.title);
    const author = oneLine(this.author);
    return title || author ? { ...(title && { title }), ...(author && { author }) } : undefined;
  }

  read(text: string): void {
    this.parser.write(text);
  }

  end(): void {
    this.parser.end();
    this.flow.end();
  }

  private open(name: string, attributes: Attributes): void {
    if (this.hiddenAt !== undefined) return;
    if (this.isHidden(name, attributes)) this.hiddenAt = this.parser.depth;
    else if (name === 'title') this.titleAt = this.parser.depth;
    else if (name === 'meta') this.meta(attributes);
    else this.flow.open(name, attributes);
    if (name === 'svg') this.drawings += 1;
  }

  private close(name: string): void {
    const { depth } = this.parser;
    this.parser.left();
    if (this.hiddenAt !== undefined) {
      if (depth <= this.hiddenAt) this.hiddenAt = undefined;
      return;
    }
    if (this.titleAt !== undefined && depth <= this.titleAt) this.titleAt = undefined;
    if (name === 'svg') this.drawings -= 1;
    this.flow.close(name);
  }

  private take(text: string): void {
    if (this.hiddenAt !== undefined) return;
    if (this.titleAt !== undefined) this.title = (this.title ?? '') + text;
    else this.flow.text(text);
  }

  private isHidden(name: string, { hidden, style, 'aria-hidden': aria }: Attributes): boolean {
    if (UNSEEN.has(name) || (this.drawings > 0 && UNSEEN_IN_DRAWINGS.has(name))) return true;
    // There is one title; browsers take the first.
    if (name === 'title' && this.title !== undefined) return true;
    if (aria === 'true' || (style && HIDING_STYLE.test(style))) return true;
    return hidden !== undefined && hidden !== 'until-found';
  }

  private meta({ name = '', content = '' }: Attributes): void {
    if (/^(?:author|dc(?:terms)?\.creator)$/i.test(name)) this.author ||= content;
  }
}

const LONGEST_DETAIL = 500;

const oneLine = (text = ''): string => text.slice(0, LONGEST_DETAIL).replace(/\s+/g, ' ').trim();
