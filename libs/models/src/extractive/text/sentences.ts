import { Segment, segmentsOf } from './lines';
import { AFTER_TIME, BEFORE_NUMBER, MAYBE_END, STARTERS, TITLES, USUALLY_END } from './words.data';

/** `text.slice(start, end)` is the sentence, byte for byte. */
export interface Sentence {
  start: number;
  end: number;
  text: string;
  /** `heading`: a title of what follows, not a statement; `item`: one of a list. */
  kind: Segment['kind'];
}

const LONGEST = 600;
const LONGEST_ABBREVIATION = 30;

/** A possible end: closing punctuation, what closes around it, then space. CJK punctuation needs no space. */
const CANDIDATE = /[.!?…]+["'”’»)\]]*(?=\s|$)|[。！？]+[」』”]*/gu;

/** Splits a text, as it comes out of a file, into its sentences. Every sentence is an exact substring. */
export function sentencesOf(text: string): Sentence[] {
  return segmentsOf(text).flatMap((segment) =>
    cuts(text, segment).flatMap(([start, end]) => toSentences(text, start, end, segment.kind)),
  );
}

function cuts(text: string, { start, end }: Segment): [number, number][] {
  const body = text.slice(start, end);
  // Old databases and transcripts know no capitals: there every full stop counts.
  const small = !/\p{Lu}/u.test(body);
  const result: [number, number][] = [];
  let from = 0;
  for (const match of body.matchAll(CANDIDATE)) {
    const to = match.index + match[0].length;
    if (!isEnd(body.slice(from, match.index), match[0], body.slice(to), small)) continue;
    result.push([start + from, start + to]);
    from = to;
  }
  if (from < body.length) result.push([start + from, end]);
  return result;
}

/** Does the sentence `before` end with `mark`, given the text `after` it? */
function isEnd(before: string, mark: string, after: string, small: boolean): boolean {
  const next = after.trimStart();
  if (next === '' || /^[。！？]/.test(mark)) return true;
  // A sentence does not begin small, whatever stands before.
  if (/^\p{Ll}/u.test(next) && !small) return false;
  if (!/^\.["'”’»)\]]*$/.test(mark)) return true;
  return !belongsToWord(before, next);
}

/** A word before a full stop and the one after it. */
interface Around {
  word: string;
  name: string;
  next: string;
  /** A new sentence plainly begins. */
  begins: boolean;
  /** Nothing else stands before the word. */
  first: boolean;
}

/** The first rule that applies to the word decides whether its full stop is a part of it. */
const ABBREVIATIONS: [applies: (around: Around) => boolean, belongs: (around: Around) => boolean][] = [
  [({ name }) => TITLES.has(name), () => true],
  [
    ({ name }) => BEFORE_NUMBER.has(name),
    ({ name, next, begins }) => /^\d/.test(next) || (name.length > 2 && !begins && /^\p{L}/u.test(next)),
  ],
  [({ name }) => USUALLY_END.has(name), ({ next }) => AFTER_TIME.has(next.toLowerCase())],
  [({ name, word }) => MAYBE_END.has(name) || /^(?:\p{L}\.)+\p{L}$/u.test(word), ({ begins }) => !begins],
  // An initial: "J. Smith". "Vitamin C. The …" ends.
  [({ word }) => /^\p{Lu}$/u.test(word), ({ begins }) => !begins],
  // The number of a list item that the line splitter has left: "1. Mix".
  [({ word }) => /^\d{1,2}$/.test(word), ({ first }) => first],
];

/** Is the full stop part of an abbreviation, an initial or a number in front? */
function belongsToWord(before: string, next: string): boolean {
  const word = /[^\s("'“‘[]*$/.exec(before.slice(-LONGEST_ABBREVIATION))?.[0] ?? '';
  const nextWord = /^["'“‘(]*([\p{L}\p{N}]+)/u.exec(next)?.[1] ?? '';
  const around: Around = {
    word,
    name: word.toLowerCase(),
    next: nextWord,
    begins: STARTERS.has(nextWord.toLowerCase()),
    first: before.trim() === word,
  };
  return ABBREVIATIONS.find(([applies]) => applies(around))?.[1](around) ?? false;
}

function toSentences(text: string, start: number, end: number, kind: Segment['kind']): Sentence[] {
  const raw = text.slice(start, end);
  const from = start + (raw.length - raw.trimStart().length);
  const to = end - (raw.length - raw.trimEnd().length);
  if (to <= from || !/[\p{L}\p{N}]/u.test(text.slice(from, to))) return [];
  if (to - from <= LONGEST) return [{ start: from, end: to, text: text.slice(from, to), kind }];
  return halves(text, from, to).flatMap(([a, b]) => toSentences(text, a, b, kind));
}

/** A table or a list without full stops: cut near the middle, at a line break, a semicolon, a comma, a space. */
function halves(text: string, start: number, end: number): [number, number][] {
  const middle = (start + end) / 2;
  for (const mark of ['\n', ';', ',', ' ']) {
    const after = text.indexOf(mark, middle);
    const before = text.lastIndexOf(mark, middle);
    const at = after >= 0 && after < end && after - middle < middle - before ? after : before;
    if (at > start && at + 1 < end) {
      return [
        [start, at + 1],
        [at + 1, end],
      ];
    }
  }
  const cut = Math.floor(middle);
  return [
    [start, cut],
    [cut, end],
  ];
}
