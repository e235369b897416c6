import type { ExtractedPart } from '@muster/documents';
import { withEmbedded } from '../drawing/embedded';
import { Layout } from '../drawing/layouts';
import { ShapePieces } from '../drawing/shape-pieces';
import { ShapesReader } from '../drawing/shapes-reader';
import type { OfficePackage } from '../packages/office-package';
import { attribute, Attributes, prefixed, XmlReader } from '../packages/xml';
import { CellStyles } from '../sheets/cell-styles';
import { SheetReader } from '../sheets/sheet-reader';
import { SharedStrings } from '../sheets/strings';
import { ParseError } from './parser';
import { PieceWriter, Piece } from '../packages/piece-writer';

interface Sheet {
  name: string;
  part: string;
}

/** A workbook, a page for each sheet: its name as a heading, its cells as a table, then what is drawn on it. */
export async function* readXlsx(
  file: OfficePackage,
  main: string,
  maxPages: number,
): AsyncGenerator<ExtractedPart> {
  const workbook = new WorkbookReader();
  await file.readAll(main, workbook);
  const sheets = await sheetsOf(file, main, workbook);
  if (sheets.length > maxPages)
    throw new ParseError('too_long', `it has ${sheets.length} sheets, more than ${maxPages}`);
  const strings = new SharedStrings();
  const styles = new CellStyles(workbook.date1904);
  await file.readAll(await file.related(main, 'styles'), styles);
  const shared = await file.related(main, 'sharedStrings');
  if (shared) for await (const _ of file.read(shared, strings));

  const writer = new PieceWriter(await file.details(), sheets.length);
  const size = sheets.reduce((sum, { part }) => sum + file.size(part), 0) || 1;
  let read = 0;
  for (const [index, sheet] of sheets.entries()) {
    const rows = new SheetReader(strings, styles);
    const page = new SheetPage(writer, sheet, index + 1);
    for await (const share of file.read(sheet.part, rows)) {
      for (const text of rows.take()) page.add({ kind: 'table', text, group: sheet.part });
      writer.done = Math.min(1, (read + share * file.size(sheet.part)) / size);
      yield* writer.take();
    }
    read += file.size(sheet.part);
    for (const piece of await drawn(file, sheet.part, rows.drawing)) page.add(piece);
    writer.finish();
    yield* writer.take();
  }
}

/** A sheet is entered with the first that stands on it: the name of an empty one says nothing. */
class SheetPage {
  private entered = false;

  constructor(
    private readonly writer: PieceWriter,
    private readonly sheet: Sheet,
    private readonly number: number,
  ) {}

  add(piece: Piece): void {
    if (!this.entered) {
      this.writer.turnTo(this.number);
      this.writer.add({ kind: 'heading', level: 1, text: this.sheet.name });
    }
    this.entered = true;
    this.writer.add(piece);
  }
}

class WorkbookReader implements XmlReader {
  readonly sheets: { name: string; id: string }[] = [];
  date1904 = false;

  open(name: string, attributes: Attributes): void {
    if (name === 'sheet')
      this.sheets.push({
        name: attribute(attributes, 'name') ?? '',
        id: prefixed(attributes, 'id') ?? '',
      });
    else if (name === 'workbookPr') this.date1904 = /^(?:1|true)$/.test(attributes.date1904 ?? '');
  }

  close(): void {}

  text(): void {}
}

async function sheetsOf(file: OfficePackage, main: string, workbook: WorkbookReader): Promise<Sheet[]> {
  const parts = new Map((await file.relationships(main)).map(({ id, target }) => [id, target]));
  const seen = new Set<string>();
  return workbook.sheets.flatMap(({ name, id }) => {
    const part = parts.get(id);
    if (part === undefined || seen.has(part)) return [];
    seen.add(part);
    return [{ name, part }];
  });
}

/** Text boxes and titles of charts; what charts show stands in cells already. */
async function drawn(file: OfficePackage, sheet: string, id: string | undefined): Promise<Piece[]> {
  const drawing = (await file.relationships(sheet)).find((related) => related.id === id)?.target;
  if (id === undefined || drawing === undefined) return [];
  const shapes = new ShapesReader();
  await file.readAll(drawing, shapes);
  const items = new ShapePieces(drawing, new Layout()).of(shapes.root.shapes);
  return withEmbedded(file, drawing, items, { data: false });
}
