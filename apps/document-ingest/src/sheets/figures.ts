/** The figures of a number that is not negative; undefined when it cannot be shown so. */
export type Figures = (value: number) => string | undefined;

/** Digits that a number holds for sure. */
const PRECISION = 15;
const LARGEST = 1e15;
const MOST_PLACES = 20;

/** A number without a format, rid of what binary fractions add. */
export const general = (value: number): string => String(Number(value.toPrecision(PRECISION)));

const PLACES = /^([0#?,]*)(?:\.([0#?]*))?(,*)$/;
const POWERS = /^[0#?]*(?:\.([0#?]*))?E[+-][0#?]+$/i;

/** How a pattern like `#,##0.00` shows numbers. Of other kinds, as of fractions, it knows nothing. */
export function figuresOf(pattern: string): Figures {
  if (pattern === '') return () => '';
  if (/^general$/i.test(pattern)) return general;
  const powers = POWERS.exec(pattern);
  if (powers) return inPowers(powers[1]?.length ?? 0);
  const [, whole, decimal, commas] = PLACES.exec(pattern) ?? [];
  return whole === undefined ? () => undefined : inPlaces(whole, decimal ?? '', commas ?? '');
}

/** Commas behind the last place before the point stand for thousands each; among the places they part them. */
function inPlaces(whole: string, decimal: string, commas: string): Figures {
  const scaling = 1_000 ** (decimal === '' ? whole.length - whole.replace(/,+$/, '').length : commas.length);
  const grouped = /[0#?],[0#?]/.test(whole);
  const least = whole.replace(/[^0]/g, '').length;
  const places = Math.min(decimal.length, MOST_PLACES);
  const leastPlaces = decimal.replace(/[^0]+$/, '').length;
  return (value) => {
    if (value >= LARGEST) return undefined;
    const rounded = round(value / scaling, places);
    const point = rounded.length - (places === 0 ? 0 : places + 1);
    const integer = rounded.slice(0, point);
    const shown = (least === 0 && integer === '0' ? '' : integer).padStart(least, '0');
    const decimals = withoutZeros(rounded.slice(point + 1), leastPlaces);
    return (grouped ? inGroups(shown) : shown) + (decimals === '' ? '' : `.${decimals}`);
  };
}

function inGroups(digits: string): string {
  let grouped = digits.slice(-3);
  for (let end = digits.length - 3; end > 0; end -= 3)
    grouped = `${digits.slice(Math.max(0, end - 3), end)},${grouped}`;
  return grouped;
}

/** Zeros at the end show only where the pattern has zeros. */
function withoutZeros(digits: string, least: number): string {
  let end = digits.length;
  while (end > least && digits[end - 1] === '0') end -= 1;
  return digits.slice(0, end);
}

/** Half away from zero, as in the decimals that are seen: what is a half in them need not be one in binary. */
function round(value: number, places: number): string {
  const shifted = value * 10 ** places;
  const rest = shifted - Math.floor(shifted);
  if (shifted > LARGEST || Math.abs(rest - 0.5) > NEAR_HALF) return value.toFixed(places);
  const [mantissa = '', power = '0'] = general(value).split('e');
  const rounded = Math.round(Number(`${mantissa}e${Number(power) + places}`));
  return Number(`${rounded}e-${places}`).toFixed(places);
}

const NEAR_HALF = 1e-3;

function inPowers(places: number): Figures {
  return (value) => {
    const [mantissa = '', power = ''] = value.toExponential(Math.min(places, MOST_PLACES)).split('e');
    const exponent = power.slice(1).padStart(2, '0');
    return `${mantissa}E${power.startsWith('-') ? '-' : '+'}${exponent}`;
  };
}
