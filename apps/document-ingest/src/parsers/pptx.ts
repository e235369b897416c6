import type { ExtractedPart } from '@muster/documents';
import { withEmbedded } from '../drawing/embedded';
import { Layout, Layouts } from '../drawing/layouts';
import type { Shape } from '../drawing/shape';
import { ShapePieces } from '../drawing/shape-pieces';
import { ShapesReader } from '../drawing/shapes-reader';
import type { OfficePackage } from '../packages/office-package';
import { Attributes, prefixed, XmlReader } from '../packages/xml';
import { ParseError } from './parser';
import { PieceWriter, Piece } from '../packages/piece-writer';

/** What stands around the notes of a speaker. */
const NOT_NOTES = new Set(['sldImg', 'sldNum', 'hdr', 'dt', 'ftr']);

/** A presentation, a page for each slide: its title, its text in reading order, the notes of the speaker. */
export async function* readPptx(
  file: OfficePackage,
  main: string,
  maxPages: number,
): AsyncGenerator<ExtractedPart> {
  const slides = await slidesOf(file, main);
  if (slides.length > maxPages)
    throw new ParseError('too_long', `it has ${slides.length} slides, more than ${maxPages}`);
  const writer = new PieceWriter(await file.details(), slides.length);
  const layouts = new Layouts(file);
  for (const [index, slide] of slides.entries()) {
    writer.turnTo(index + 1);
    for (const piece of await slidePieces(file, slide, await layouts.of(slide))) writer.add(piece);
    for (const piece of await notesOf(file, slide)) writer.add(piece);
    writer.done = (index + 1) / slides.length;
    writer.finish();
    yield* writer.take();
  }
}

async function slidesOf(file: OfficePackage, main: string): Promise<string[]> {
  const ids: string[] = [];
  const reader: XmlReader = {
    open: (name: string, attributes: Attributes) => {
      if (name === 'sldId') ids.push(prefixed(attributes, 'id') ?? '');
    },
    close: () => undefined,
    text: () => undefined,
  };
  await file.readAll(main, reader);
  const slides = new Map((await file.relationships(main)).map(({ id, target }) => [id, target]));
  return [...new Set(ids)].map((id) => slides.get(id)).filter((target) => target !== undefined);
}

async function slidePieces(file: OfficePackage, slide: string, layout: Layout): Promise<Piece[]> {
  const items = new ShapePieces(slide, layout).of(await shapesOf(file, slide));
  return withEmbedded(file, slide, items);
}

async function notesOf(file: OfficePackage, slide: string): Promise<Piece[]> {
  const part = await file.related(slide, 'notesSlide');
  if (part === undefined) return [];
  const shapes = (await shapesOf(file, part)).filter(
    ({ placeholder }) => !NOT_NOTES.has(placeholder?.type ?? ''),
  );
  return new ShapePieces(part, new Layout()).of(shapes).filter((item) => 'text' in item);
}

async function shapesOf(file: OfficePackage, part: string): Promise<Shape[]> {
  const reader = new ShapesReader();
  await file.readAll(part, reader);
  return reader.root.shapes;
}
