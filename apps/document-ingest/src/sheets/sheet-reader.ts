import { attribute, Attributes, prefixed, XmlReader } from '../packages/xml';
import type { CellStyles } from './cell-styles';
import type { SharedStrings } from './strings';

/** Cells further apart are not kept apart by as many tabs: a few far cells would be a text of tabs. */
const WIDEST_GAP = 100;

interface Cell {
  column: number;
  type: string;
  style: number;
  value: string;
  formula: string;
}

/** Reads the rows of a sheet as they show: a line each, cells parted by tabs, empty rows left out. */
export class SheetReader implements XmlReader {
  /** Reference to what is drawn on the sheet. */
  drawing?: string;
  private lines: string[] = [];
  private line = '';
  private firstColumn = 1;
  private lastColumn = 0;
  private cell?: Cell;
  private column = 0;
  private reading?: 'value' | 'formula';
  private inReading = false;

  constructor(
    private readonly strings: SharedStrings,
    private readonly styles: CellStyles,
  ) {}

  open(name: string, attributes: Attributes): void {
    switch (name) {
      case 'c':
        this.startCell(attributes);
        break;
      case 'v':
        this.reading = 'value';
        break;
      case 'f':
        this.reading = 'formula';
        break;
      case 't':
        this.reading = this.inReading ? undefined : 'value';
        break;
      case 'rPh':
        this.inReading = true;
        break;
      case 'row':
        this.startRow();
        break;
      case 'dimension':
        this.firstColumn = columnOf(attribute(attributes, 'ref') ?? '') ?? 1;
        break;
      case 'drawing':
        this.drawing = prefixed(attributes, 'id');
        break;
    }
  }

  close(name: string): void {
    if (name === 'c') this.endCell();
    else if (name === 'row') this.endRow();
    else if (name === 'rPh') this.inReading = false;
    else this.reading = undefined;
  }

  text(text: string): void {
    if (this.cell && this.reading) this.cell[this.reading] += text;
  }

  /** The rows read since it was asked last. */
  take(): string[] {
    const { lines } = this;
    this.lines = [];
    return lines;
  }

  private startRow(): void {
    this.line = '';
    this.column = 0;
    this.lastColumn = this.firstColumn;
  }

  private startCell(attributes: Attributes): void {
    this.column = columnOf(attributes.r ?? '') ?? this.column + 1;
    const style = Number(attributes.s) || 0;
    this.cell = { column: this.column, type: attributes.t ?? 'n', style, value: '', formula: '' };
  }

  private endCell(): void {
    const { cell } = this;
    this.cell = undefined;
    if (!cell) return;
    const text = this.shown(cell).replace(/\s+/g, ' ').trim();
    if (text === '') return;
    const gap = Math.min(Math.max(cell.column - this.lastColumn, this.line === '' ? 0 : 1), WIDEST_GAP);
    this.line += '\t'.repeat(gap) + text;
    this.lastColumn = Math.max(cell.column, this.lastColumn);
  }

  private endRow(): void {
    if (this.line !== '') this.lines.push(this.line);
    this.line = '';
  }

  private shown({ type, style, value, formula }: Cell): string {
    // Nobody has worked it out: programs that write files without opening them leave that to the reader.
    if (value === '') return formula === '' ? '' : `=${formula}`;
    switch (type) {
      case 's':
        return plain(this.strings.get(Number(value)) ?? '');
      case 'b':
        return value.trim() === '1' ? 'TRUE' : 'FALSE';
      case 'n': {
        const number = Number(value);
        return Number.isFinite(number) ? this.styles.format(style)(number) : value;
      }
      default:
        return plain(value);
    }
  }
}

/** Characters that XML cannot hold are written as their numbers. */
const plain = (text: string): string =>
  text.includes('_x')
    ? text
        .replace(/_x([0-9a-fA-F]{4})_/g, (_, code: string) => String.fromCharCode(parseInt(code, 16)))
        .replace(/[\0-\x08\x0e-\x1f]/g, ' ')
        .toWellFormed()
    : text;

/** The column of a reference like `AB12`, from 1. */
function columnOf(reference: string): number | undefined {
  let column = 0;
  for (let at = 0; at < reference.length && at < 3; at += 1) {
    const letter = reference.charCodeAt(at) | 0x20;
    if (letter < 0x61 || letter > 0x7a) break;
    column = column * 26 + letter - 0x60;
  }
  return column || undefined;
}
