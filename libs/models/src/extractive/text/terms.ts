import { stem } from './stem';
import { STOPWORDS, SYNONYMS } from './words.data';

/** A word of a text: where it stands and under which form it is compared. */
export interface Term {
  term: string;
  start: number;
  end: number;
}

const WORD = /\d+(?:[.,]\d+)*|[\p{L}\p{M}\p{N}]+(?:['’]\p{L}+)?/gu;
const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/u;

/** Every word, stop words included. */
export function termsOf(text: string): Term[] {
  return [...text.matchAll(WORD)].flatMap((match) => {
    const [word] = match;
    return UNSPACED.test(word)
      ? pairs(word, match.index)
      : [{ term: normal(word), ...span(word, match.index) }];
  });
}

/** The words that carry meaning, in their order, as often as they stand there. */
export const contentTerms = (text: string): string[] =>
  termsOf(text)
    .filter(({ term, start, end }) => !/^[a-z]$/.test(term) && !isStopword(text.slice(start, end)))
    .map(({ term }) => term);

export const isStopword = (word: string): boolean => lookUp(word).stop;

/** The words of a question that carry its meaning, as they are written, in their order and once each. */
export function keywords(text: string): string[] {
  const seen = new Set<string>();
  return [...text.matchAll(WORD)]
    .map(([word]) => word.replace(/['’]s$/i, ''))
    .filter((word) => {
      const term = normal(word);
      if (isStopword(word) || seen.has(term) || (term.length < 2 && !/[\p{N}\p{Script=Han}]/u.test(term)))
        return false;
      seen.add(term);
      return true;
    });
}

/** Terms that mean nearly the same, without the term itself. */
export function relatives(term: string): ReadonlySet<string> {
  return FAMILIES.get(term) ?? NONE;
}

/** The form under which words are compared: lower case, no accents, stemmed. */
export const normal = (word: string): string => lookUp(word).term;

interface WordFacts {
  term: string;
  stop: boolean;
}

/** Texts repeat their words: most are looked up, not worked out. */
const WORDS = new Map<string, WordFacts>();
const MOST_WORDS = 20_000;

function lookUp(word: string): WordFacts {
  const known = WORDS.get(word);
  if (known) return known;
  const bare = plain(word);
  const term = /^\d/.test(word) ? word.replace(/,(?=\d{3}(?:\D|$))/g, '') : stem(bare.replace(/['’]s$/, ''));
  const facts = { term, stop: STOPS.has(bare) };
  if (WORDS.size >= MOST_WORDS) WORDS.clear();
  WORDS.set(word, facts);
  return facts;
}

const plain = (word: string): string => word.toLowerCase().normalize('NFKD').replace(/\p{M}/gu, '');

const span = (word: string, start: number) => ({ start, end: start + word.length });

/** Scripts without spaces are compared by pairs of neighbouring characters. */
function pairs(run: string, start: number): Term[] {
  if (run.length === 1) return [{ term: run, ...span(run, start) }];
  return Array.from({ length: run.length - 1 }, (_, at) => ({
    term: run.slice(at, at + 2),
    ...span(run.slice(at, at + 2), start + at),
  }));
}

const STOPS: ReadonlySet<string> = new Set([...STOPWORDS].map(plain));

const NONE: ReadonlySet<string> = new Set();

const FAMILIES: ReadonlyMap<string, ReadonlySet<string>> = (() => {
  const families = new Map<string, Set<string>>();
  for (const stems of SYNONYMS.map((family) => family.map(normal))) {
    for (const term of stems) {
      const others = stems.filter((other) => other !== term);
      families.set(term, new Set([...(families.get(term) ?? []), ...others]));
    }
  }
  return families;
})();
