import { attribute, Attributes, XmlReader } from '../packages/xml';
import type { Piece } from '../packages/piece-writer';

type Column = Map<number, string>;

interface Series {
  name: string;
  categories: Column;
  values: Column[];
}

/** More points of a series are no text that anybody reads. */
const MOST_POINTS = 10_000;
const CATEGORIES = ['cat', 'xVal'];
const VALUES = ['val', 'yVal', 'bubbleSize'];

/** The text of a chart: its titles, then its data as a table. */
export class ChartReader implements XmlReader {
  private readonly titles: string[] = [];
  private readonly series: Series[] = [];
  private readonly within: string[] = [];
  private title = '';
  private point = 0;
  private column?: Column;
  private text_ = '';

  open(name: string, attributes: Attributes): void {
    this.within.push(name);
    this.text_ = '';
    if (name === 'title') this.title = '';
    else if (name === 'ser') this.series.push({ name: '', categories: new Map(), values: [] });
    else if (name === 'pt') this.point = Number(attribute(attributes, 'idx')) || 0;
    else this.openColumn(name);
  }

  close(name: string): void {
    if (name === 'v') this.value(this.text_);
    else if (name === 't' && this.within.includes('title')) this.title += this.text_;
    else if (name === 'p' && this.title !== '') this.title += ' ';
    else if (name === 'title') this.titles.push(this.title.trim());
    else if (CATEGORIES.includes(name) || VALUES.includes(name)) this.column = undefined;
    this.within.pop();
  }

  text(text: string): void {
    this.text_ += text;
  }

  pieces(group: string): Piece[] {
    const titles = this.titles.map((text): Piece => ({ kind: 'paragraph', text }));
    return [...titles, ...this.rows().map((text): Piece => ({ kind: 'table', text, group }))];
  }

  private openColumn(name: string): void {
    const series = this.series.at(-1);
    if (!series) return;
    if (CATEGORIES.includes(name)) this.column = series.categories;
    if (!VALUES.includes(name)) return;
    this.column = new Map();
    series.values.push(this.column);
  }

  private value(text: string): void {
    const series = this.series.at(-1);
    if (this.within.includes('title')) this.title += text;
    else if (this.column && this.point < MOST_POINTS) {
      const known = this.column.get(this.point);
      // Categories of several levels share their points.
      this.column.set(this.point, known === undefined ? text : `${text} ${known}`);
    } else if (series && this.within.includes('tx')) series.name = text;
  }

  /** The series side by side, a row for each point; categories are those of the first series that has any. */
  private rows(): string[] {
    const categories = this.series.find((series) => series.categories.size > 0)?.categories ?? new Map();
    const columns = this.series.flatMap(({ values }) => values);
    const points = new Set([categories, ...columns].flatMap((column: Column) => [...column.keys()]));
    const head = ['', ...this.series.flatMap(({ name, values }) => values.map(() => name))];
    const rows = [...points]
      .sort((one, other) => one - other)
      .map((point) => [categories, ...columns].map((column: Column) => column.get(point) ?? ''));
    return [head, ...rows].map((row) => row.map(cell).join('\t').trimEnd());
  }
}

const cell = (text: string): string => text.replace(/\s+/g, ' ').trim();
