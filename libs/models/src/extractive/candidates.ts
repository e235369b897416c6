import type { Passage } from '../calls/model-call';
import { Sentence, sentencesOf } from './text/sentences';
import { contentTerms } from './text/terms';

/** A sentence that may answer, with what stands around it. */
export interface Candidate extends Sentence {
  passage: Passage;
  passageIndex: number;
  terms: ReadonlySet<string>;
  sequence: string[];
  /** Terms of the headings above. */
  titles: ReadonlySet<string>;
  /** Terms of the sentence before. */
  before: ReadonlySet<string>;
  afterQuestion: boolean;
  /** It asks something itself, be it in somebody else's words. */
  asks: boolean;
  row?: TableRow;
}

/** What a row of a table is about: its first cell; the heads say what the others are. */
interface TableRow {
  isHead: boolean;
  subject: ReadonlySet<string>;
  heads: ReadonlySet<string>;
}

const REPORTED_QUESTION =
  /\b(?:ask(?:s|ed)?|wonder(?:s|ed)?|want(?:s|ed)? to know)\b.*\b(?:wh(?:at|ich|en|ere|o|om|ose|y|ether)|how|if)\b/is;
const CELL_END = /\t|\s{3,}|\s*\|\s*/;

export function candidatesOf(passage: Passage, passageIndex: number): Candidate[] {
  const titled = contentTerms(passage.title);
  const sentences = withLists(passage.text, sentencesOf(passage.text));
  const rows = rowsOf(sentences);
  let heading: ReadonlySet<string> = new Set(titled);
  let previous: Candidate | undefined;
  return sentences.map((sentence, index) => {
    const sequence = contentTerms(sentence.text);
    const row = rows[index];
    const candidate: Candidate = {
      ...sentence,
      passage,
      passageIndex,
      terms: new Set(sequence),
      sequence,
      titles: heading,
      before: previous?.terms ?? new Set<string>(),
      afterQuestion: previous?.asks ?? false,
      asks: sentence.text.endsWith('?') || REPORTED_QUESTION.test(sentence.text),
      ...(row && { row }),
    };
    if (sentence.kind === 'heading') heading = new Set([...titled, ...sequence]);
    previous = candidate;
    return candidate;
  });
}

/** Lines with cells that follow each other are a table, and the first of them is its head. */
function rowsOf(sentences: Sentence[]): (TableRow | undefined)[] {
  let heads: ReadonlySet<string> | undefined;
  return sentences.map(({ text, kind }, index) => {
    const cells = cellsOf(text);
    if (kind === 'heading' || cells.length < 2) {
      heads = undefined;
      return undefined;
    }
    // A chunk may begin in the middle of a table; heads are words.
    const isHead = heads === undefined && !/\d/.test(text) && isRow(sentences[index + 1]);
    heads ??= isHead ? new Set(contentTerms(text)) : new Set();
    return { isHead, subject: new Set(contentTerms(String(cells[0]))), heads: isHead ? new Set() : heads };
  });
}

const isRow = (sentence?: Sentence): boolean => cellsOf(sentence?.text ?? '').length > 1;

const cellsOf = (text: string): string[] => text.split(CELL_END).filter((cell) => cell !== '');

const LONGEST_LIST = 500;

/** A sentence that ends with a colon says little without the list that follows it. */
function withLists(text: string, sentences: Sentence[]): Sentence[] {
  return sentences.map((sentence, index) => {
    if (!sentence.text.endsWith(':')) return sentence;
    let { end } = sentence;
    for (const item of sentences.slice(index + 1)) {
      if (item.kind !== 'item' || item.end - sentence.start > LONGEST_LIST) break;
      end = item.end;
    }
    return { ...sentence, end, text: text.slice(sentence.start, end) };
  });
}
