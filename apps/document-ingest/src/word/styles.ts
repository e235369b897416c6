import { attribute, Attributes, XmlReader } from '../packages/xml';

/** What a paragraph is by its properties, its own or those of its style. */
export interface ParagraphProperties {
  style?: string;
  /** From 0; 9 is body text. */
  outline?: number;
  list?: string;
  listLevel?: number;
}

interface Style extends ParagraphProperties {
  name: string;
  basedOn?: string;
}

const DEEPEST_CHAIN = 50;
const BODY_TEXT = 9;
const CODE = /^(?:html preformatted|(?:source ?)?code(?: (?:block|text))?|preformatted text|verbatim)$/i;

/** The paragraph styles of a document. Their names are English whatever the language of the program. */
export class Styles implements XmlReader {
  private readonly styles = new Map<string, Style>();
  private style?: Style;

  open(name: string, attributes: Attributes): void {
    const value = attribute(attributes, 'val') ?? '';
    if (name === 'style') {
      this.style = { name: '' };
      this.styles.set(attribute(attributes, 'styleId') ?? '', this.style);
    } else if (this.style) {
      if (name === 'name') this.style.name ||= value;
      else if (name === 'basedOn') this.style.basedOn = value;
      else setProperty(this.style, name, value);
    }
  }

  close(name: string): void {
    if (name === 'style') this.style = undefined;
  }

  text(): void {}

  /** How deep a heading the paragraph is, from 1; undefined when it is none. */
  headingLevel({ style, outline }: ParagraphProperties): number | undefined {
    if (outline !== undefined) return levelOf(outline);
    for (const { name, outline: inherited } of this.chain(style)) {
      if (inherited !== undefined) return levelOf(inherited);
      const level = /^heading (\d)$/i.exec(name)?.[1] ?? (/^title$/i.test(name) ? 1 : undefined);
      if (level !== undefined) return Number(level);
    }
    return undefined;
  }

  /** The list of a paragraph's style, and the style that names it. */
  listOf(style: string | undefined): { list: string; level?: number; style: string } | undefined {
    for (const { id, list, listLevel } of this.chain(style))
      if (list !== undefined) return { list, level: listLevel, style: id };
    return undefined;
  }

  isCode(style: string | undefined): boolean {
    return [...this.chain(style)].some(({ name }) => CODE.test(name));
  }

  /** A line of a table of contents or of figures. */
  isIndexLine(style: string | undefined): boolean {
    return /^(?:toc \d|table of figures)$/i.test(this.styles.get(style ?? '')?.name ?? '');
  }

  private *chain(id: string | undefined): Generator<Style & { id: string }> {
    for (let depth = 0; id !== undefined && depth < DEEPEST_CHAIN; depth += 1) {
      const style = this.styles.get(id);
      if (!style) return;
      yield { ...style, id };
      id = style.basedOn;
    }
  }
}

/** Takes up a property of a paragraph, be it of its own or of a style. */
export function setProperty(properties: ParagraphProperties, name: string, value: string): void {
  if (name === 'outlineLvl') properties.outline = Number(value);
  else if (name === 'numId') properties.list = value;
  else if (name === 'ilvl') properties.listLevel = Number(value);
}

const levelOf = (outline: number): number | undefined =>
  outline >= 0 && outline < BODY_TEXT ? outline + 1 : undefined;
