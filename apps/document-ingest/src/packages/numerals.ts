/** Ordinals as lists show them. Formats are named as word processing documents do. */
export function numeral(value: number, format: string): string {
  const write = FORMATS[format];
  return write && value > 0 ? write(value) : String(value);
}

const ROMAN: [number, string][] = [
  [1_000, 'm'],
  [900, 'cm'],
  [500, 'd'],
  [400, 'cd'],
  [100, 'c'],
  [90, 'xc'],
  [50, 'l'],
  [40, 'xl'],
  [10, 'x'],
  [9, 'ix'],
  [5, 'v'],
  [4, 'iv'],
  [1, 'i'],
];
const MOST_ROMAN = 3_999;
const MOST_LETTERS = 26 * 30;

function roman(value: number): string {
  if (value > MOST_ROMAN) return String(value);
  let rest = value;
  let written = '';
  for (const [worth, sign] of ROMAN) for (; rest >= worth; rest -= worth) written += sign;
  return written;
}

/** a to z, then aa, bb. */
function letters(value: number): string {
  if (value > MOST_LETTERS) return String(value);
  const letter = String.fromCharCode('a'.charCodeAt(0) + ((value - 1) % 26));
  return letter.repeat(Math.ceil(value / 26));
}

const FORMATS: Record<string, (value: number) => string> = {
  decimalZero: (value) => String(value).padStart(2, '0'),
  lowerRoman: roman,
  upperRoman: (value) => roman(value).toUpperCase(),
  lowerLetter: letters,
  upperLetter: (value) => letters(value).toUpperCase(),
};
