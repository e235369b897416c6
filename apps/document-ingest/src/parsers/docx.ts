import type { ExtractedPart } from '@muster/documents';
import { withEmbedded } from '../drawing/embedded';
import type { OfficePackage } from '../packages/office-package';
import { Notes, NotesReader } from '../word/notes';
import { Numbering } from '../word/numbering';
import { Paragraphs } from '../word/paragraph';
import { StoryReader } from '../word/story-reader';
import { Styles } from '../word/styles';
import { PieceWriter, Piece } from '../packages/piece-writer';

/** A word processing document: page headers, the text with its notes, page footers. It knows no pages of its own. */
export async function* readDocx(file: OfficePackage, main: string): AsyncGenerator<ExtractedPart> {
  const writer = new PieceWriter(await file.details());
  const styles = new Styles();
  const numbering = new Numbering();
  await file.readAll(await file.related(main, 'styles'), styles);
  await file.readAll(await file.related(main, 'numbering'), numbering);
  const kinds = new Paragraphs(styles, numbering);
  const notes = new Notes({
    footnote: await notesIn(file, await file.related(main, 'footnotes'), kinds),
    endnote: await notesIn(file, await file.related(main, 'endnotes'), kinds),
  });

  for (const piece of await marginals(file, main, 'header', kinds)) writer.add(piece);
  const story = new StoryReader(kinds, notes);
  for await (const done of file.read(main, story)) {
    for (const piece of await withEmbedded(file, main, story.take())) writer.add(piece);
    writer.done = done;
    yield* writer.take();
  }
  for (const piece of await withEmbedded(file, main, story.end())) writer.add(piece);
  for (const piece of notes.endnotes()) writer.add(piece);
  for (const piece of await marginals(file, main, 'footer', kinds)) writer.add(piece);
  writer.finish();
  yield* writer.take();
}

async function notesIn(
  file: OfficePackage,
  part: string | undefined,
  kinds: Paragraphs,
): Promise<ReadonlyMap<string, Piece[]>> {
  const reader = new NotesReader(kinds);
  await file.readAll(part, reader);
  return reader.notes;
}

/** The headers or footers of all sections: each text once, and none that is but a page number. */
async function marginals(
  file: OfficePackage,
  main: string,
  type: 'header' | 'footer',
  kinds: Paragraphs,
): Promise<Piece[]> {
  const found = new Map<string, Piece>();
  const parts = (await file.relationships(main)).filter((related) => related.type === type);
  for (const target of new Set(parts.map((part) => part.target))) {
    const reader = new StoryReader(kinds, { note: () => undefined });
    await file.readAll(target, reader);
    for (const item of reader.end())
      if ('text' in item && /\p{L}/u.test(item.text)) found.set(item.text.trim(), running(item));
  }
  return [...found.values()];
}

/** Above or below each page stands no heading of the text. */
const running = (piece: Piece): Piece =>
  piece.kind === 'heading' ? { kind: 'paragraph', text: piece.text } : piece;
