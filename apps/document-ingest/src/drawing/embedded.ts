import type { OfficePackage } from '../packages/office-package';
import { Attributes, XmlReader } from '../packages/xml';
import type { Piece } from '../packages/piece-writer';
import { ChartReader } from './chart';

/** The text of a chart or of a diagram that `part` refers to by `id`. */
async function embeddedPieces(file: OfficePackage, part: string, id: string): Promise<Piece[]> {
  const related = (await file.relationships(part)).find((relationship) => relationship.id === id);
  if (related?.type === 'chart') {
    const chart = new ChartReader();
    await file.readAll(related.target, chart);
    return chart.pieces(`${part} ${id}`);
  }
  if (related?.type !== 'diagramData') return [];
  const diagram = new DiagramReader();
  await file.readAll(related.target, diagram);
  return diagram.texts.map((text) => ({ kind: 'list', text, group: `${part} ${id}` }));
}

/** Items with what charts and diagrams among them hold; of charts that show what stands elsewhere, without `data`. */
export async function withEmbedded(
  file: OfficePackage,
  part: string,
  items: (Piece | { embedded: string })[],
  { data = true } = {},
): Promise<Piece[]> {
  const pieces: Piece[] = [];
  for (const item of items) {
    const found = 'text' in item ? [item] : await embeddedPieces(file, part, item.embedded);
    for (const piece of found) if (data || 'text' in item || piece.kind !== 'table') pieces.push(piece);
  }
  return pieces;
}

/** The texts of a diagram's shapes, in the order of its outline. */
class DiagramReader implements XmlReader {
  readonly texts: string[] = [];
  private text_ = '';
  private inText = false;

  open(name: string, _attributes: Attributes): void {
    if (name === 'pt') this.text_ = '';
    this.inText = name === 't';
    if (name === 'br') this.text_ += ' ';
  }

  close(name: string): void {
    this.inText = false;
    if (name === 'p') this.text_ += ' ';
    else if (name === 'pt' && this.text_.trim() !== '') this.texts.push(this.text_.trim());
  }

  text(text: string): void {
    if (this.inText) this.text_ += text;
  }
}
