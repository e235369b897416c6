import { numeral } from '../packages/numerals';
import { attribute, Attributes, XmlReader } from '../packages/xml';

interface Level {
  start: number;
  format: string;
  /** `%1.%2`: the ordinals of the levels within. */
  pattern: string;
  style?: string;
  /** All ordinals in Arabic figures, whatever their levels say. */
  legal: boolean;
}

interface Outline {
  levels: Map<number, Level>;
  /** The style whose list is meant instead. */
  link?: string;
  counts: number[];
}

interface List {
  outline: string;
  starts: Map<number, number>;
  levels: Map<number, Level>;
  used: boolean;
}

const DEEPEST = 8;
const NO_LIST = '0';

/** The lists of a document: what stands before each item. Items must be asked for in the order of the text. */
export class Numbering implements XmlReader {
  private readonly outlines = new Map<string, Outline>();
  private readonly lists = new Map<string, List>();
  private outline?: Outline;
  private list?: List;
  private level?: Level;
  private override = 0;

  open(name: string, attributes: Attributes): void {
    if (name === 'abstractNum') {
      this.outline = { levels: new Map(), counts: [] };
      this.outlines.set(attribute(attributes, 'abstractNumId') ?? '', this.outline);
    } else if (name === 'num') {
      this.list = { outline: '', starts: new Map(), levels: new Map(), used: false };
      this.lists.set(attribute(attributes, 'numId') ?? '', this.list);
    } else if (name === 'lvl') {
      this.level = { start: 1, format: 'decimal', pattern: '', legal: false };
      (this.list ?? this.outline)?.levels.set(levelIn(attributes), this.level);
    } else this.set(name, attributes);
  }

  close(name: string): void {
    if (name === 'lvl') this.level = undefined;
    else if (name === 'num') this.list = undefined;
    else if (name === 'abstractNum') this.outline = undefined;
  }

  text(): void {}

  /** Whether there is such a list: the number 0 takes a paragraph out of the list of its style. */
  has(list: string): boolean {
    return list !== NO_LIST && this.lists.has(list);
  }

  /** The level of a list that belongs to a style. */
  levelOf(list: string, style: string): number | undefined {
    const outline = this.outlines.get(this.lists.get(list)?.outline ?? '');
    return [...(outline?.levels ?? [])].find(([, level]) => level.style === style)?.[0];
  }

  /** The style whose list stands in for this one. */
  linkOf(list: string): string | undefined {
    return this.outlines.get(this.lists.get(list)?.outline ?? '')?.link;
  }

  /** Counts an item, and says what stands before it: nothing when that is a mere bullet. */
  next(id: string, at: number): string {
    const list = this.lists.get(id);
    const outline = this.outlines.get(list?.outline ?? '');
    if (!list || !outline) return '';
    const depth = Math.min(Math.max(at, 0), DEEPEST);
    const { counts } = outline;
    const levelAt = (level: number): Level | undefined => list.levels.get(level) ?? outline.levels.get(level);
    const startOf = (level: number): number => list.starts.get(level) ?? levelAt(level)?.start ?? 1;
    if (!list.used) for (const level of list.starts.keys()) counts.length = Math.min(counts.length, level);
    list.used = true;
    counts[depth] = (counts[depth] ?? startOf(depth) - 1) + 1;
    counts.length = depth + 1;
    const level = levelAt(depth);
    if (!level || level.format === 'bullet') return '';
    return level.pattern.replace(/%([1-9])/g, (_, digit: string) => {
      const other = Number(digit) - 1;
      const format = level.legal ? 'decimal' : (levelAt(other)?.format ?? 'decimal');
      return format === 'none' ? '' : numeral(counts[other] ?? startOf(other), format);
    });
  }

  private set(name: string, attributes: Attributes): void {
    const value = attribute(attributes, 'val') ?? '';
    if (this.level) setLevel(this.level, name, value);
    else if (this.list) this.setList(this.list, name, attributes);
    else if (this.outline && name === 'numStyleLink') this.outline.link = value;
  }

  private setList(list: List, name: string, attributes: Attributes): void {
    const value = attribute(attributes, 'val') ?? '';
    if (name === 'abstractNumId') list.outline = value;
    else if (name === 'lvlOverride') this.override = levelIn(attributes);
    else if (name === 'startOverride') list.starts.set(this.override, Number(value) || 0);
  }
}

const levelIn = (attributes: Attributes): number => Number(attribute(attributes, 'ilvl')) || 0;

function setLevel(level: Level, name: string, value: string): void {
  if (name === 'start') level.start = Number(value) || 0;
  else if (name === 'numFmt') level.format = value;
  else if (name === 'lvlText') level.pattern = value;
  else if (name === 'pStyle') level.style = value;
  else if (name === 'isLgl') level.legal = !/^(?:0|false|off)$/.test(value);
}
