import type { Passage } from '../calls/model-call';
import { Candidate, candidatesOf } from './candidates';
import { Question, readQuestion } from './text/question';
import { contentTerms } from './text/terms';

/** A sentence of a passage with what speaks for it. */
export interface Quote {
  /** Exact substring of the passage's text. */
  text: string;
  passage: Passage;
  passageIndex: number;
  start: number;
  /** Share of the question's meaning that it covers, 0 to 1; neighbours and headings count a little. */
  coverage: number;
  /** Terms of the question that stand in the sentence itself. */
  direct: number;
  score: number;
}

export interface Evidence {
  /** In reading order; empty: nothing answers the question. */
  quotes: Quote[];
  /** The nearest miss, when there are no quotes. */
  nearest?: Quote;
}

/** How much a word counts that stands in the sentence, in another form, or only near it. */
const RELATED = 0.75;
const NEARBY = 0.45;
/** A heading that says nearly all of the question makes what stands beneath it the answer. */
const TITLED = 0.7;
/** Below this share of the question's meaning a sentence is no answer. */
const SUPPORT = 0.42;
const NEAR_MISS = 0.25;
/** Further sentences must come this close to the best one. */
const CLOSE = 0.72;
/** Much closer when the best one leaves little of the question open. */
const CLOSE_TO_FULL = 0.85;
const FULL = 0.9;
const MOST_QUOTES = 3;
const MOST_QUOTES_OF_LIST = 6;

/** The sentences of the passages that answer the question. */
export function findEvidence(text: string, passages: Passage[]): Evidence {
  const question = readQuestion(text);
  if (question.terms.length === 0) return { quotes: [] };
  const candidates = passages.flatMap(candidatesOf);
  const weights = weigh(question, candidates);
  const ranked = candidates
    .filter(({ kind }) => kind !== 'heading')
    .map((candidate) => rate(candidate, question, weights, passages.length))
    .sort((a, b) => b.score - a.score || a.passageIndex - b.passageIndex || a.start - b.start);
  const [best] = ranked;
  if (!best) return { quotes: [] };
  if (best.coverage < SUPPORT) return { quotes: [], ...(isNear(best) && { nearest: best }) };
  return { quotes: inReadingOrder(choose(ranked, best, question)) };
}

const isNear = ({ coverage, direct }: Quote): boolean => coverage >= NEAR_MISS && direct > 1;

/** Verbs that hardly say anything: an answer often has another one. */
const LIGHT: ReadonlySet<string> = new Set(contentTerms('use make work provide'));

/** Rare words say more; a word that occurs nowhere says that the answer is not here. */
function weigh({ terms }: Question, candidates: Candidate[]): Map<string, number> {
  const count = candidates.length;
  return new Map(
    terms.map((term) => {
      const frequency = candidates.filter((candidate) => candidate.terms.has(term)).length;
      const rarity = Math.log(1 + (count - frequency + 0.5) / (frequency + 0.5)) + 0.4;
      return [term, rarity * (LIGHT.has(term) ? 0.3 : 1)];
    }),
  );
}

function rate(
  candidate: Candidate,
  question: Question,
  weights: Map<string, number>,
  passages: number,
): Quote {
  const share = (part: (term: string) => number) => {
    const total = question.terms.reduce((sum, term) => sum + (weights.get(term) ?? 0), 0);
    return (
      question.terms.reduce((sum, term) => sum + (weights.get(term) ?? 0) * part(term), 0) / (total || 1)
    );
  };
  const inTitle =
    share((term) => (hasTerm(candidate.titles, term, question) > 0 ? 1 : 0)) >= 0.8 ? TITLED : NEARBY;
  const coverage = share((term) => presence(term, question, candidate, inTitle));
  const { passage, passageIndex, start, text } = candidate;
  const direct = question.terms.filter((term) => hasTerm(candidate.terms, term, question) > 0).length;
  const aboutSubject = share((term) => hasTerm(candidate.row?.subject ?? NOTHING, term, question));
  const score = coverage + bonus(candidate, question, passages) + aboutSubject * ofRow(candidate, question);
  return { text, passage, passageIndex, start, coverage, direct, score };
}

const NOTHING: ReadonlySet<string> = new Set();

function hasTerm(terms: ReadonlySet<string>, term: string, { relatives }: Question): number {
  if (terms.has(term)) return 1;
  return [...(relatives.get(term) ?? [])].some((other) => terms.has(other)) ? RELATED : 0;
}

function presence(term: string, question: Question, candidate: Candidate, inTitle: number): number {
  const own = hasTerm(candidate.terms, term, question);
  const title = hasTerm(candidate.titles, term, question) * inTitle;
  // What answers a question that stands in the text need not repeat its words.
  const before = candidate.before.has(term) ? (candidate.afterQuestion ? RELATED : NEARBY) : 0;
  const column = candidate.row ? hasTerm(candidate.row.heads, term, question) * RELATED : 0;
  return Math.max(own, title, before, column);
}

const DEFINITION = /\b(is|are|was|were|means?|refers? to|denotes?|consists? of)\b/i;

/** A line of a program or a command is hardly ever what a person wants to be told. */
const CODE = /\$\(|\$[A-Z{]|[{;]\s*$|=>|\bcurl -|^\s*(?:const|let|import|npm|sudo|docker|kubectl)\s/m;

function bonus(candidate: Candidate, question: Question, passages: number): number {
  const { text, sequence, passageIndex, start } = candidate;
  const { evidence, pairs } = question;
  const neighbours = new Set(sequence.slice(1).map((term, index) => `${sequence[index] ?? ''} ${term}`));
  const signs: [boolean, number][] = [
    [isDefinition(candidate, question), 0.18],
    [evidence !== undefined && evidence.test(text), 0.15],
    [evidence !== undefined && !evidence.test(text), -0.12],
    [sequence.length < 4 && !candidate.row, -0.15],
    [sequence.length > 40, -0.1],
    [candidate.asks, -0.3],
    [saysNothingNew(candidate, question), -0.4],
    [candidate.row?.isHead === true, -0.4],
    [CODE.test(text), -0.4],
    // The rest of a sentence that began in another chunk.
    [start === 0 && /^\p{Ll}/u.test(text), -0.1],
  ];
  const together = Math.min(2, pairs.filter((pair) => neighbours.has(pair)).length) * 0.06;
  const rank = 0.06 * (1 - passageIndex / Math.max(1, passages));
  return signs.reduce((sum, [holds, worth]) => sum + (holds ? worth : 0), together + rank);
}

function isDefinition({ text, sequence }: Candidate, { defines, terms }: Question): boolean {
  const beginning = sequence.slice(0, terms.length + 1);
  return defines && DEFINITION.test(text) && terms.every((term) => beginning.includes(term));
}

/** Only words of the question and of the titles above: a running head, a caption, the question itself. */
const saysNothingNew = ({ text, sequence, titles }: Candidate, question: Question): boolean =>
  !question.evidence?.test(text) &&
  sequence.every((term) => titles.has(term) || /^\d+$/.test(term) || isAsked(term, question));

const isAsked = (term: string, { terms, relatives }: Question): boolean =>
  terms.includes(term) || terms.some((other) => relatives.get(other)?.has(term));

/** What it is worth that a row is about the very thing that is asked for: more when the heads say the rest of the question. */
function ofRow({ row }: Candidate, question: Question): number {
  if (!row) return 0;
  const { subject, heads } = row;
  if (![...subject].every((term) => isAsked(term, question))) return 0;
  const named = [...heads].some((term) => isAsked(term, question));
  return 0.2 + (named ? 0.2 : 0) + (question.defines ? 0.3 : 0);
}

function choose(ranked: Quote[], best: Quote, question: Question): Quote[] {
  const most = question.several ? MOST_QUOTES_OF_LIST : MOST_QUOTES;
  const close = best.coverage >= FULL && !question.several ? CLOSE_TO_FULL : CLOSE;
  const chosen: Quote[] = [];
  for (const quote of ranked) {
    if (chosen.length === most) break;
    const good = quote.score >= best.score * close && quote.coverage >= SUPPORT;
    if (good && !chosen.some((other) => overlaps(other, quote) || sameStatement(other.text, quote.text))) {
      chosen.push(quote);
    }
  }
  return chosen;
}

/** A list is quoted with the sentence that introduces it, or item by item, not both. */
const overlaps = (a: Quote, b: Quote): boolean =>
  a.passage === b.passage && a.start < b.start + b.text.length && b.start < a.start + a.text.length;

/** Overlapping chunks and copied paragraphs say the same thing twice. */
function sameStatement(a: string, b: string): boolean {
  const [first, second] = [new Set(contentTerms(a)), new Set(contentTerms(b))];
  const shared = [...first].filter((term) => second.has(term)).length;
  const [smaller, larger] = [Math.min(first.size, second.size), Math.max(first.size, second.size)];
  return shared > smaller * 0.8 && smaller > larger * 0.6;
}

/** Documents by their best sentence, then as a reader would meet the sentences. */
function inReadingOrder(quotes: Quote[]): Quote[] {
  const documents = [...new Set(quotes.map(({ passage }) => passage.documentId))];
  const place = ({ passage }: Quote) => documents.indexOf(passage.documentId);
  const page = ({ passage }: Quote) => passage.page ?? 0;
  return [...quotes].sort(
    (a, b) =>
      place(a) - place(b) || page(a) - page(b) || a.passageIndex - b.passageIndex || a.start - b.start,
  );
}
