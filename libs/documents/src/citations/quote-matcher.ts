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
const IGNORED = /[\u00ad\u200b\ufeff]/;
const SPACE = /\s/;

/** A text reduced to what counts in a comparison, with the place in the text that each kept character comes from. */
interface Reduced {
  text: string;
  places: number[];
}

function reduce(text: string): Reduced {
  let kept = '';
  const places: number[] = [];
  for (let at = 0; at < text.length; at += 1) {
    PARTED.lastIndex = at;
    const parted = PARTED.exec(text);
    if (parted) {
      at += parted[0].length - 1;
      continue;
    }
    const same = sameAs(text[at] as string, kept);
    kept += same;
    for (let index = 0; index < same.length; index += 1) places.push(at);
  }
  return { text: kept, places };
}

/** What counts of one character: white space only once in a row. */
function sameAs(character: string, kept: string): string {
  if (SPACE.test(character)) return kept.endsWith(' ') ? '' : ' ';
  return IGNORED.test(character) ? '' : (SAME[character] ?? character);
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
