import { Alternatives } from '../packages/alternatives';
import { attribute, Attributes, prefixed, XmlReader } from '../packages/xml';
import { Table } from '../word/table';
import { Box, Bullet, DrawnParagraph, newShape, Shape } from './shape';

const SHAPES = new Set(['sp', 'pic', 'graphicFrame', 'grpSp', 'cxnSp']);
const TRUE = /^(?:1|true|on)$/;

/** Reads the shapes of a slide, its layout or its master, or of a drawing on a sheet. */
export class ShapesReader implements XmlReader {
  readonly root = newShape();
  /** Of a master: the bullets of running text. */
  readonly bodyBullets = new Map<number, Bullet>();
  private readonly stack = [this.root];
  private paragraph?: DrawnParagraph;
  private table?: Table;
  private inCell = false;
  private inFrame = false;
  private inText = false;
  /** The bullets being set: of a paragraph, a shape's level, a master's level. */
  private setBullet?: (bullet: Bullet) => void;
  private levels?: Map<number, Bullet>;
  private hidden = 0;
  private readonly alternatives = new Alternatives();

  open(name: string, attributes: Attributes): void {
    if (this.hidden > 0 || this.alternatives.open(name)) {
      this.hidden += 1;
      return;
    }
    if (SHAPES.has(name)) this.startShape();
    this.openText(name, attributes);
    this.openShape(name, attributes);
    this.openTable(name, attributes);
  }

  close(name: string): void {
    if (this.hidden > 0) {
      this.hidden -= 1;
      return;
    }
    this.alternatives.close(name);
    if (SHAPES.has(name)) this.stack.pop();
    else this.closed(name);
  }

  text(text: string): void {
    if (this.inText && this.hidden === 0 && this.paragraph)
      this.paragraph.text += text.replace(/_x000[bB]_|[\v\r\n]/g, '\n');
  }

  private get shape(): Shape {
    return this.stack.at(-1) ?? this.root;
  }

  private startShape(): void {
    const shape = newShape();
    this.shape.shapes.push(shape);
    this.stack.push(shape);
  }

  private openText(name: string, attributes: Attributes): void {
    switch (name) {
      case 'p':
        this.paragraph = { text: '', level: 0 };
        break;
      case 'pPr':
        if (this.paragraph) this.paragraph.level = Number(attribute(attributes, 'lvl')) || 0;
        this.setBullet = (bullet) => {
          if (this.paragraph) this.paragraph.bullet = bullet;
        };
        break;
      case 't':
        this.inText = true;
        break;
      case 'br':
        if (this.paragraph) this.paragraph.text += '\n';
        break;
      case 'lstStyle':
        this.levels = this.shape.bullets;
        break;
      case 'bodyStyle':
        this.levels = this.bodyBullets;
        break;
      default:
        this.openBullet(name, attributes);
    }
  }

  private openBullet(name: string, attributes: Attributes): void {
    const level = /^lvl([1-9])pPr$/.exec(name)?.[1];
    const { levels } = this;
    if (level !== undefined) this.setBullet = (bullet) => levels?.set(Number(level) - 1, bullet);
    const bullet = bulletIn(name, attributes);
    if (bullet) this.setBullet?.(bullet);
  }

  private openShape(name: string, attributes: Attributes): void {
    switch (name) {
      case 'ph':
        this.shape.placeholder = {
          type: attribute(attributes, 'type') ?? 'obj',
          index: attribute(attributes, 'idx') ?? '',
        };
        break;
      case 'cNvPr':
        this.shape.description ??= attribute(attributes, 'descr') || attribute(attributes, 'title');
        break;
      case 'xfrm':
        this.inFrame = true;
        break;
      case 'off':
        if (this.inFrame) this.place({ x: number(attributes, 'x'), y: number(attributes, 'y') });
        break;
      case 'ext':
        if (this.inFrame) this.place({ width: number(attributes, 'cx'), height: number(attributes, 'cy') });
        break;
      case 'chart':
        this.embed(prefixed(attributes, 'id'));
        break;
      case 'relIds':
        this.embed(prefixed(attributes, 'dm'));
        break;
    }
  }

  private openTable(name: string, attributes: Attributes): void {
    switch (name) {
      case 'tbl':
        this.table = new Table('');
        break;
      case 'tr':
        this.table?.startRow();
        break;
      case 'tc':
        this.table?.startCell();
        // What a merged cell covers does not show.
        this.inCell = !TRUE.test(attributes.hMerge ?? '') && !TRUE.test(attributes.vMerge ?? '');
        break;
    }
  }

  private closed(name: string): void {
    switch (name) {
      case 't':
        this.inText = false;
        break;
      case 'p':
        this.endParagraph();
        break;
      case 'pPr':
        this.setBullet = undefined;
        break;
      case 'lstStyle':
      case 'bodyStyle':
        this.levels = undefined;
        this.setBullet = undefined;
        break;
      case 'xfrm':
        this.inFrame = false;
        break;
      case 'tc':
        this.table?.endCell();
        break;
      case 'tr':
        if (this.table) this.shape.rows.push(this.table.line());
        break;
      case 'tbl':
        this.table = undefined;
        break;
    }
  }

  private endParagraph(): void {
    const { paragraph, table } = this;
    this.paragraph = undefined;
    if (!paragraph) return;
    if (!table) this.shape.paragraphs.push(paragraph);
    else if (this.inCell) table.add(paragraph.text);
  }

  private place(part: Partial<Box>): void {
    this.shape.box = { x: 0, y: 0, width: 0, height: 0, ...this.shape.box, ...part };
  }

  private embed(id: string | undefined): void {
    if (id !== undefined) this.shape.embedded.push(id);
  }
}

function bulletIn(name: string, attributes: Attributes): Bullet | undefined {
  if (name === 'buNone') return { kind: 'none' };
  if (name === 'buChar' || name === 'buBlip') return { kind: 'sign' };
  if (name !== 'buAutoNum') return undefined;
  const scheme = attribute(attributes, 'type') ?? '';
  return { kind: 'number', scheme, start: number(attributes, 'startAt') || 1 };
}

const number = (attributes: Attributes, name: string): number => Number(attribute(attributes, name)) || 0;
