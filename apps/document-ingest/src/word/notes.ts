import { numeral } from '../packages/numerals';
import { attribute, Attributes } from '../packages/xml';
import type { Piece } from '../packages/piece-writer';
import type { Paragraphs } from './paragraph';
import { Note, StoryReader, StoryReferences } from './story-reader';

/** What stands between text and notes, and the like. */
const FURNITURE = /separator|continuationNotice/i;

/** Reads a part of notes, each of them a story of its own. */
export class NotesReader extends StoryReader {
  readonly notes = new Map<string, Piece[]>();
  private note?: string;

  constructor(kinds: Paragraphs) {
    super(kinds, { note: () => undefined });
  }

  override open(name: string, attributes: Attributes): void {
    if (name === 'footnote' || name === 'endnote') {
      const isNote = !FURNITURE.test(attribute(attributes, 'type') ?? '');
      this.note = isNote ? attribute(attributes, 'id') : undefined;
    }
    super.open(name, attributes);
  }

  override close(name: string): void {
    super.close(name);
    if (name !== 'footnote' && name !== 'endnote') return;
    const pieces = this.end().filter((item) => 'text' in item);
    if (this.note !== undefined && !this.notes.has(this.note)) this.notes.set(this.note, pieces);
  }
}

/** Hands out the notes of a document, numbered in the order in which the text refers to them. */
export class Notes implements StoryReferences {
  private readonly marks = { footnote: new Map<string, string>(), endnote: new Map<string, string>() };

  constructor(private readonly texts: Record<'footnote' | 'endnote', ReadonlyMap<string, Piece[]>>) {}

  /** The text of a note comes with the first reference to it. Endnotes are kept for the end. */
  note(kind: 'footnote' | 'endnote', id: string): Note | undefined {
    const pieces = this.texts[kind].get(id);
    if (!pieces) return undefined;
    const marks = this.marks[kind];
    const known = marks.get(id);
    if (known !== undefined) return { mark: known, pieces: [] };
    const mark = `[${numeral(marks.size + 1, kind === 'footnote' ? 'decimal' : 'lowerRoman')}]`;
    marks.set(id, mark);
    return { mark, pieces: kind === 'footnote' ? marked(mark, pieces) : [] };
  }

  endnotes(): Piece[] {
    return [...this.marks.endnote].flatMap(([id, mark]) => marked(mark, this.texts.endnote.get(id) ?? []));
  }
}

const marked = (mark: string, pieces: Piece[]): Piece[] => {
  const [first, ...rest] = pieces.filter(({ text }) => text.trim() !== '');
  return first ? [{ ...first, text: `${mark} ${first.text.trimStart()}` }, ...rest] : [];
};
