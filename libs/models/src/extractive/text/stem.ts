/**
 * The stemmer of M. F. Porter, "An algorithm for suffix stripping" (1980): words of one family share a stem, so
 * that "opened" in a question finds "opening" in a text. English; other words pass through nearly unharmed.
 */
export function stem(word: string): string {
  if (word.length < 3 || !/^[a-z]+$/.test(word)) return word;
  return [plural, pastAndGerund, finalY, longSuffixes, shortSuffixes, lastSuffixes, finalE].reduce(
    (current, step) => step(current),
    word,
  );
}

const isConsonant = (word: string, at: number): boolean => {
  const letter = word[at] ?? '';
  if ('aeiou'.includes(letter)) return false;
  return letter !== 'y' || at === 0 || !isConsonant(word, at - 1);
};

/** How often a vowel is followed by a consonant: Porter's m. */
function measure(word: string): number {
  let count = 0;
  for (let at = 1; at < word.length; at += 1) {
    if (isConsonant(word, at) && !isConsonant(word, at - 1)) count += 1;
  }
  return count;
}

const hasVowel = (word: string): boolean => [...word].some((_, at) => !isConsonant(word, at));

const endsDouble = (word: string): boolean =>
  word.length > 1 && word.at(-1) === word.at(-2) && isConsonant(word, word.length - 1);

/** Ends like "hop": the last consonant is not w, x or y. */
const endsShort = (word: string): boolean => {
  const last = word.length - 1;
  return (
    last >= 2 &&
    isConsonant(word, last) &&
    !isConsonant(word, last - 1) &&
    isConsonant(word, last - 2) &&
    !/[wxy]$/.test(word)
  );
};

function plural(word: string): string {
  if (word.endsWith('sses')) return word.slice(0, -2);
  if (word.endsWith('ies')) return word.slice(0, -2);
  return word.endsWith('s') && !word.endsWith('ss') ? word.slice(0, -1) : word;
}

function pastAndGerund(word: string): string {
  if (word.endsWith('eed')) return measure(word.slice(0, -3)) > 0 ? word.slice(0, -1) : word;
  const base = /^(.+?)(?:ed|ing)$/.exec(word)?.[1];
  return base === undefined || !hasVowel(base) ? word : tidied(base);
}

/** What "ed" or "ing" was taken from: "conflat" wants its e back, "hopp" has a letter too many. */
function tidied(base: string): string {
  if (/(?:at|bl|iz)$/.test(base)) return `${base}e`;
  if (endsDouble(base) && !/[lsz]$/.test(base)) return base.slice(0, -1);
  return measure(base) === 1 && endsShort(base) ? `${base}e` : base;
}

const finalY = (word: string): string =>
  word.endsWith('y') && hasVowel(word.slice(0, -1)) ? `${word.slice(0, -1)}i` : word;

type Suffixes = [suffix: string, replacement: string][];

const LONG: Suffixes = [
  ['ational', 'ate'],
  ['tional', 'tion'],
  ['enci', 'ence'],
  ['anci', 'ance'],
  ['izer', 'ize'],
  ['abli', 'able'],
  ['alli', 'al'],
  ['entli', 'ent'],
  ['eli', 'e'],
  ['ousli', 'ous'],
  ['ization', 'ize'],
  ['ation', 'ate'],
  ['ator', 'ate'],
  ['alism', 'al'],
  ['iveness', 'ive'],
  ['fulness', 'ful'],
  ['ousness', 'ous'],
  ['aliti', 'al'],
  ['iviti', 'ive'],
  ['biliti', 'ble'],
];

const SHORT: Suffixes = [
  ['icate', 'ic'],
  ['ative', ''],
  ['alize', 'al'],
  ['iciti', 'ic'],
  ['ical', 'ic'],
  ['ful', ''],
  ['ness', ''],
];

const LAST: Suffixes = [
  'al,ance,ence,er,ic,able,ible,ant,ement,ment,ent,ou,ism,ate,iti,ous,ive,ize'.split(','),
].flatMap((suffixes) => suffixes.map((suffix): [string, string] => [suffix, '']));

/** Replaces the longest suffix of the table, if what stands before it is long enough. */
function replaceSuffix(word: string, table: Suffixes, minimum: number): string {
  const found = table
    .filter(([suffix]) => word.endsWith(suffix))
    .sort(([a], [b]) => b.length - a.length)
    .at(0);
  if (!found) return word;
  const base = word.slice(0, -found[0].length);
  return measure(base) > minimum ? base + found[1] : word;
}

const longSuffixes = (word: string): string => replaceSuffix(word, LONG, 0);

const shortSuffixes = (word: string): string => replaceSuffix(word, SHORT, 0);

function lastSuffixes(word: string): string {
  const ion = /^(.+[st])ion$/.exec(word)?.[1];
  if (ion !== undefined) return measure(ion) > 1 ? ion : word;
  return replaceSuffix(word, LAST, 1);
}

function finalE(word: string): string {
  const base = word.slice(0, -1);
  const trimmed =
    word.endsWith('e') && (measure(base) > 1 || (measure(base) === 1 && !endsShort(base))) ? base : word;
  return measure(trimmed) > 1 && endsDouble(trimmed) && trimmed.endsWith('l')
    ? trimmed.slice(0, -1)
    : trimmed;
}
