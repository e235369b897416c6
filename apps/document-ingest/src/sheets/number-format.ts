import { DateForm, dateForm, formatDate } from './dates';

/** How numbers of one format show. */
export type NumberFormat = (value: number) => string;

/** A part of a format's code: for positive, negative, or no numbers. */
interface Section {
  prefix: string;
  suffix: string;
  /** `#,##0.00`: places of figures and what stands between them. */
  pattern: string;
  date?: DateForm;
}

/** Formats that every program knows by their number. Those of currencies are written out in the file. */
const BUILT_IN: Record<number, string> = {
  1: '0',
  2: '0.00',
  3: '#,##0',
  4: '#,##0.00',
  9: '0%',
  10: '0.00%',
  11: '0.00E+00',
  14: 'yyyy-mm-dd',
  15: 'yyyy-mm-dd',
  16: 'yyyy-mm-dd',
  17: 'yyyy-mm-dd',
  18: 'h:mm',
  19: 'h:mm:ss',
  20: 'h:mm',
  21: 'h:mm:ss',
  22: 'yyyy-mm-dd h:mm',
  32: 'h:mm',
  33: 'h:mm:ss',
  37: '#,##0;(#,##0)',
  38: '#,##0;(#,##0)',
  39: '#,##0.00;(#,##0.00)',
  40: '#,##0.00;(#,##0.00)',
  45: 'mm:ss',
  46: '[h]:mm:ss',
  47: 'mm:ss',
  48: '0.0E+0',
};
const EAST_ASIAN_DATES = [27, 28, 29, 30, 31, 34, 35, 36, 50, 51, 52, 53, 54, 55, 56, 57, 58];
for (const number of EAST_ASIAN_DATES) BUILT_IN[number] = 'yyyy-mm-dd';

/** Digits that a number holds for sure. */
const PRECISION = 15;
const LARGEST = 1e15;

export const builtInFormat = (number: number): string => BUILT_IN[number] ?? 'General';

/** A number without a format, rid of what binary fractions add. */
export const general: NumberFormat = (value) => String(Number(value.toPrecision(PRECISION)));

/** How numbers show in a format; dates in the international form, whatever order of theirs it asks for. */
export function numberFormat(code: string, date1904: boolean): NumberFormat {
  const sections = split(code).map(sectionOf);
  return (value) => {
    const negative = value < 0 && sections.length > 1;
    const section = sections[negative ? 1 : value === 0 && sections.length > 2 ? 2 : 0];
    if (!section) return general(value);
    if (section.date) return formatDate(value, section.date, date1904) ?? general(value);
    return formatted(negative ? -value : value, section);
  };
}

/** At semicolons that are no literals. */
function split(code: string): string[] {
  const sections = [''];
  for (const token of code.match(TOKEN) ?? [])
    if (token === ';') sections.push('');
    else sections[sections.length - 1] += token;
  return sections;
}

/** Literals, conditions and colours, scientific signs, single characters. */
const TOKEN = /"[^"]*"?|\[[^\]]*\]?|\\.|_.|\*.|general|E[+-]|[\s\S]/gi;
const PLACE = /^[0#?.,]$|^E[+-]$|^general$/i;

function sectionOf(code: string): Section {
  const tokens = code.match(TOKEN) ?? [];
  const unquoted = tokens.filter((token) => !/^["\\_*]/.test(token)).join('');
  const date = /general/i.test(unquoted) ? undefined : dateForm(unquoted.replace(/E[+-]/g, ''));
  if (date) return { prefix: '', suffix: '', pattern: '', date };
  const first = tokens.findIndex((token) => PLACE.test(token));
  const last = tokens.findLastIndex((token) => PLACE.test(token));
  if (first < 0) return { prefix: '', suffix: tokens.map(literal).join(''), pattern: '' };
  const pattern = tokens.slice(first, last + 1).join('');
  const prefix = tokens.slice(0, first).map(literal).join('').trimStart();
  return {
    prefix,
    suffix: tokens
      .slice(last + 1)
      .map(literal)
      .join('')
      .trimEnd(),
    pattern,
  };
}

/** What a token shows. */
function literal(token: string): string {
  if (token.startsWith('"')) return token.replaceAll('"', '');
  if (token.startsWith('\\')) return token.slice(1);
  if (token.startsWith('_')) return ' ';
  if (token.startsWith('*')) return '';
  if (token.startsWith('[')) return /^\[\$([^-\]]*)/.exec(token)?.[1] ?? '';
  return token === '@' ? '' : token;
}

function formatted(value: number, { prefix, suffix, pattern }: Section): string {
  const sign = value < 0 ? '-' : '';
  const percents = (prefix + suffix).split('%').length - 1;
  const shown = figures(Math.abs(value) * 100 ** percents, pattern);
  return shown === undefined ? general(value) : `${sign}${prefix}${shown}${suffix}`;
}

const PATTERN = /^([0#?,]*)(?:\.([0#?]*))?(,*)$/;
const SCIENTIFIC = /^[0#?]*(?:\.([0#?]*))?E([+-])[0#?]+$/i;

/** Undefined: a pattern of another kind, as of fractions, or a number without so many digits. */
function figures(value: number, pattern: string): string | undefined {
  if (/^general$/i.test(pattern)) return general(value);
  const scientific = SCIENTIFIC.exec(pattern);
  if (scientific) return inPowers(value, scientific[1]?.length ?? 0);
  const places = PATTERN.exec(pattern)
    ?.slice(1)
    .map((found) => found ?? '') as Places | undefined;
  return places && value < LARGEST ? inPlaces(value, places) : undefined;
}

/** Places before the point, behind it, and commas at the end, each of which stands for thousands. */
type Places = [whole: string, decimal: string, commas: string];

function inPlaces(value: number, [whole, decimal, commas]: Places): string | undefined {
  if (whole + decimal === '') return undefined;
  const scaling = decimal === '' ? /,*$/.exec(whole)?.[0] : commas;
  const scaled = value / 1_000 ** (scaling?.length ?? 0);
  const [integer = '', decimals = ''] = round(scaled, decimal.length).split('.');
  const shown = shownDecimals(decimals, decimal);
  return shownInteger(integer, whole) + (shown === '' ? '' : `.${shown}`);
}

function shownInteger(digits: string, pattern: string): string {
  const least = pattern.replace(/[^0]/g, '').length;
  const shown = digits.replace(/^0+(?=\d)/, '').padStart(least, '0');
  return /[0#?],[0#?]/.test(pattern) ? shown.replace(/\B(?=(?:\d{3})+$)/g, ',') : shown;
}

/** Zeros at the end show only where the pattern has zeros. */
function shownDecimals(digits: string, pattern: string): string {
  const least = pattern.replace(/[^0]+$/, '').length;
  return digits.slice(0, least) + digits.slice(least).replace(/0+$/, '');
}

/** Half away from zero, as in the decimals that are seen. */
function round(value: number, places: number): string {
  const exact = Number(value.toPrecision(PRECISION));
  const shifted = Math.round(Number(`${exact}e${places}`));
  return Number.isFinite(shifted) && places <= 20 && !String(exact).includes('e')
    ? Number(`${shifted}e-${places}`).toFixed(Math.min(places, 20))
    : exact.toFixed(Math.min(places, 20));
}

function inPowers(value: number, places: number): string {
  const [mantissa, power] = value.toExponential(Math.min(places, 20)).split('e');
  const exponent = Number(power);
  return `${mantissa}E${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(2, '0')}`;
}
