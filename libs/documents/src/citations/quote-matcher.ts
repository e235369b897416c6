/** Where in a text a quote stands. */
export interface Match {
  start: number;
  end: number;
}

/**
 * What two renderings of the same passage may differ in: white space and line breaks, words parted by a hyphen at the
 * end of a line, soft hyphens, curly or straight quotation marks, dashes, ligatures.
 */
const SAME: Record<string, string> = {
  '‘': "'",
  '’': "'",
  '‚': "'",
  '“': '"',
  '”': '"',
  '„': '"',
  '‐': '-',
  '‑': '-',
  '–': '-',
  '—': '-',
  '−': '-',
  '…': '...',
  ﬀ: 'ff',
  ﬁ: 'fi',
  ﬂ: 'fl',
  ﬃ: 'ffi',
  ﬄ: 'ffl',
};

/** A hyphen, a line break and the rest of the word. */
const PARTED = /(?<=\p{L})[-\u2010\u00ad][^\S\n]*\n\s*(?=\p{Ll})/uy;
const HYPHENS = '-\u2010\u00ad';
const IGNORED = '\u00ad\u200b\ufeff';
const SPACE = /\s/;

/** A text reduced to what counts in a comparison, with the place in the text that each kept character comes from. */
interface Reduced {
  text: string;
  places: number[];
}

function reduce(text: string): Reduced {
  const kept: string[] = [];
  const places: number[] = [];
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at] as string;
    const parted = HYPHENS.includes(character) ? partedAt(text, at) : 0;
    if (parted > 0) {
      at += parted - 1;
      continue;
    }
    for (const same of sameAs(character, kept.at(-1) === ' ')) {
      kept.push(same);
      places.push(at);
    }
  }
  return { text: kept.join(''), places };
}

/** The length of what parts a word there. */
function partedAt(text: string, at: number): number {
  PARTED.lastIndex = at;
  return PARTED.exec(text)?.[0].length ?? 0;
}

/** What counts of one character: white space only once in a row. */
function sameAs(character: string, spaced: boolean): string {
  if (SPACE.test(character)) return spaced ? '' : ' ';
  return IGNORED.includes(character) ? '' : (SAME[character] ?? character);
}

/** Finds quotes in one text, which is prepared once. */
export class QuoteMatcher {
  private readonly reduced: Reduced;

  constructor(text: string) {
    this.reduced = reduce(text);
  }

  /** The first place at which the quote stands; undefined when it does not, or says nothing. */
  find(quote: string): Match | undefined {
    const wanted = reduce(quote).text.trim();
    if (!/[\p{L}\p{N}]/u.test(wanted)) return undefined;
    const at = this.reduced.text.indexOf(wanted);
    const start = this.reduced.places[at];
    const last = this.reduced.places[at + wanted.length - 1];
    return start === undefined || last === undefined ? undefined : { start, end: last + 1 };
  }
}
