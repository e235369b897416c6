import { InvalidError } from '@muster/platform';

/** What common file systems can hold. */
const LONGEST_BYTES = 255;

/** Line and paragraph separators tear a header or a listing apart as control characters do. */
const UNPRINTABLE = /[\p{Cc}\u2028\u2029]/u;

/**
 * The name under which a file is kept: two spellings of the same characters are one name. Throws `InvalidError`
 * naming `filename` for what is no base name.
 */
export function checkedFilename(given: string): string {
  const name = given.normalize('NFC');
  const problem = problemOf(name);
  if (problem) throw new InvalidError(`the file name ${problem}`, { filename: problem });
  return name;
}

function problemOf(name: string): string | undefined {
  if (name.trim() === '') return 'is empty';
  if (/[/\\]/.test(name)) return 'must be a name without folders';
  if (name === '.' || name === '..') return 'must name a file';
  if (UNPRINTABLE.test(name) || !name.isWellFormed()) return 'has characters that cannot be shown';
  if (Buffer.byteLength(name) > LONGEST_BYTES) return `is longer than ${LONGEST_BYTES} bytes`;
  return undefined;
}
