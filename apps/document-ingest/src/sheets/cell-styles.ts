import { attribute, Attributes, XmlReader } from '../packages/xml';
import { general } from './figures';
import { builtInFormat, NumberFormat, numberFormat } from './number-format';

/** No program takes a longer one. */
const LONGEST_CODE = 255;

/** How the numbers of a workbook show, by the style of their cell. */
export class CellStyles implements XmlReader {
  private readonly codes = new Map<number, string>();
  private readonly numbers: number[] = [];
  private readonly formats = new Map<number, NumberFormat>();
  private inCells = false;

  constructor(private readonly date1904: boolean) {}

  open(name: string, attributes: Attributes): void {
    if (name === 'numFmt')
      this.codes.set(Number(attribute(attributes, 'numFmtId')), attribute(attributes, 'formatCode') ?? '');
    else if (name === 'cellXfs') this.inCells = true;
    else if (name === 'xf' && this.inCells) this.numbers.push(Number(attribute(attributes, 'numFmtId')) || 0);
  }

  close(name: string): void {
    if (name === 'cellXfs') this.inCells = false;
  }

  text(): void {}

  format(style: number): NumberFormat {
    const number = this.numbers[style] ?? 0;
    const known = this.formats.get(number);
    if (known) return known;
    const code = this.codes.get(number) ?? builtInFormat(number);
    const made =
      code.length > LONGEST_CODE || /^(?:general|@)?$/i.test(code)
        ? general
        : numberFormat(code, this.date1904);
    this.formats.set(number, made);
    return made;
  }
}
