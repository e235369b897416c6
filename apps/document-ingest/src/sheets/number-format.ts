import { DateForm, dateForm, formatDate } from './dates';
import { Figures, figuresOf, general } from './figures';

/** How numbers of one format show. */
export type NumberFormat = (value: number) => string;

/** A part of a format's code: for positive, negative, or no numbers. */
interface Section {
  prefix: string;
  suffix: string;
  /** What is shown of a number is so many times it. */
  percent: number;
  figures: Figures;
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

export const builtInFormat = (number: number): string => BUILT_IN[number] ?? 'General';

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
  const first = tokens.findIndex((token) => PLACE.test(token));
  const last = tokens.findLastIndex((token) => PLACE.test(token));
  const [before, places, behind] =
    first < 0
      ? [[], [], tokens]
      : [tokens.slice(0, first), tokens.slice(first, last + 1), tokens.slice(last + 1)];
  const prefix = before.map(literal).join('').trimStart();
  const suffix = behind.map(literal).join('').trimEnd();
  const percent = 100 ** tokens.filter((token) => token === '%').length;
  return { prefix, suffix, percent, figures: figuresOf(places.join('')), date };
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

function formatted(value: number, { prefix, suffix, percent, figures }: Section): string {
  const shown = figures(Math.abs(value) * percent);
  const text = shown === undefined ? '' : prefix + shown + suffix;
  if (text === '') return general(value);
  return value < 0 ? `-${text}` : text;
}
