import stem from 'wink-porter2-stemmer';
import { STOP_WORDS } from './stop-words';

const WORD = /[\p{L}\p{M}\p{N}]+(?:['’][\p{L}\p{M}]+)*/gu;
const ASCII = /^[\0-\x7f]*$/;
const LATIN_WORD = /^[a-z]{3,}$/;
/** Scripts written without spaces: a run of them is indexed by its pairs of characters. */
const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/u;
const LONGEST_TERM = 64;
const REMEMBERED_STEMS = 50_000;

const stems = new Map<string, string>();

/** What a text is indexed with: how often each term occurs, and how many there are with repetitions. */
export interface TermCounts {
  counts: Map<string, number>;
  length: number;
}

/**
 * The terms of a text in order, repetitions included: words without case, accents and possessive, English ones by
 * their stem, without stop words. Index and query go through it alike. A change here asks for a new index.
 */
export function analyze(text: string): string[] {
  const terms: string[] = [];
  for (const [word] of plain(text).matchAll(WORD)) {
    const bare = word.replace(/['’]s$/, '').replace(/['’]/g, '');
    if (STOP_WORDS.has(bare)) continue;
    if (LATIN_WORD.test(bare)) terms.push(stemOf(bare.slice(0, LONGEST_TERM)));
    else if (UNSPACED.test(bare)) terms.push(...pairs(bare));
    else terms.push(clipped(bare));
  }
  return terms;
}

export function countTerms(text: string): TermCounts {
  const terms = analyze(text);
  const counts = new Map<string, number>();
  for (const term of terms) counts.set(term, (counts.get(term) ?? 0) + 1);
  return { counts, length: terms.length };
}

function plain(text: string): string {
  const lower = text.toLowerCase();
  if (ASCII.test(lower)) return lower;
  return lower
    .normalize('NFKD')
    .replace(/[\u0300-\u036f\u00ad]/g, '')
    .normalize('NFC');
}

function stemOf(word: string): string {
  const known = stems.get(word);
  if (known !== undefined) return known;
  const found = stem(word);
  if (stems.size >= REMEMBERED_STEMS) stems.clear();
  stems.set(word, found);
  return found;
}

function pairs(word: string): string[] {
  const characters = [...word];
  if (characters.length === 1) return [word];
  return characters.slice(1).map((character, index) => `${characters[index]}${character}`);
}

const clipped = (word: string): string =>
  word.length > LONGEST_TERM ? word.slice(0, LONGEST_TERM).toWellFormed() : word;
