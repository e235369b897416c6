import { contentTerms, relatives } from './terms';

/** What kind of thing a question asks for, and how a sentence shows that it has one. */
const CUES: { ask: RegExp; evidence: RegExp }[] = [
  {
    ask: /\b(when|what time|(?:what|which) (?:year|date|day)|wann|quand|cu[aá]ndo|quando)\b/i,
    evidence:
      /\b(1[0-9]{3}|20\d\d)\b|\b(january|february|march|april|may|june|july|august|september|october|november|december|monday|tuesday|wednesday|thursday|friday|saturday|sunday|century|noon|midnight)\b|\b\d{1,2}(:\d\d|\s?[ap]\.?m\b)|\b(days?|weeks?|months?|years?)\b/i,
  },
  {
    ask: /\bhow (many|much|long|tall|high|wide|deep|far|old|fast|big|large|often|heavy|hot)\b|\bwhat (percentage|number|amount|temperature|speed|price|height|length|size|age)\b|\bwieviele?\b|\bcombien\b/i,
    evidence:
      /\d|\b(two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozen|hundred|thousand|million|once|twice|daily|weekly|monthly|yearly|half)\b/i,
  },
  {
    ask: /\b(who|whom|whose|wer|qui|qui[eé]n|chi)\b/i,
    evidence: /(?<=[\p{Ll},;]\s)\p{Lu}\p{Ll}+|\b\p{Lu}\p{Ll}+\s\p{Lu}\p{Ll}+/u,
  },
  {
    ask: /\b(where|wo|o[uù]|d[oó]nde|dove)\b/i,
    evidence:
      /\b(in|at|near|from|on|to|beside|between|under)\s+(the\s+)?\p{Lu}|\b(north|south|east|west|street|road|floor|room|building)\b/iu,
  },
  {
    ask: /\b(why|warum|pourquoi|reason|cause)\b/i,
    evidence:
      /\b(because|since|due to|owing to|so that|in order to|therefore|reason|caused?|as a result|to (avoid|prevent|protect|reduce|allow))\b/i,
  },
];

export interface Question {
  /** What it asks about, once each, in order. */
  terms: string[];
  /** Terms that may stand for one of `terms`. */
  relatives: ReadonlyMap<string, ReadonlySet<string>>;
  /** Neighbouring pairs of `terms`. */
  pairs: string[];
  /** What a sentence with the wanted kind of thing looks like; absent: any kind is wanted. */
  evidence?: RegExp;
  /** Several things are asked for. */
  several: boolean;
  /** It asks what something is. */
  defines: boolean;
}

/** Words that say what kind of thing is asked for: an answer has the thing and not the word. */
const KIND =
  /\b(?:what|which) (?:time|year|date|day|number|amount|kind|type|sort)\b|\bhow (?:many|much|long|often)\b/gi;

export function readQuestion(text: string): Question {
  const about = contentTerms(text.replace(KIND, ''));
  const terms = [...new Set(about.length > 0 ? about : contentTerms(text))];
  const evidence = CUES.find(({ ask }) => ask.test(text))?.evidence;
  return {
    terms,
    relatives: new Map(terms.map((term) => [term, relatives(term)])),
    pairs: terms.slice(1).map((term, index) => `${terms[index] ?? ''} ${term}`),
    ...(evidence && { evidence }),
    several: /\b(list|which|what (are|were) (the|all|my|our)|name (the|all|some)|all|every)\b/i.test(text),
    defines:
      /^\W*(what|who) (is|are|was|were) /i.test(text) ||
      /\b(define|definition|meaning)\b|\bwhat (does|do) .+ mean\b/i.test(text),
  };
}
