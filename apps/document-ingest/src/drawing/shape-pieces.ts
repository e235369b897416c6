import { numeral } from '../packages/numerals';
import { listItem, Piece } from '../packages/piece-writer';
import type { Layout } from './layouts';
import { inReadingOrder } from './reading-order';
import type { Box, Bullet, DrawnParagraph, Shape } from './shape';

/** Text of shapes, and references to charts and diagrams whose text belongs there. */
export type ShapeItem = Piece | { embedded: string };

const TITLES = new Set(['title', 'ctrTitle']);
const SCHEME = /^(arabic|alphaLc|alphaUc|romanLc|romanUc)(.*)$/;
const FORMATS: Record<string, string> = {
  alphaLc: 'lowerLetter',
  alphaUc: 'upperLetter',
  romanLc: 'lowerRoman',
  romanUc: 'upperRoman',
};

/** The shapes of one slide or drawing as pieces: titles first, then in reading order, groups kept together. */
export class ShapePieces {
  private count = 0;

  /** `name`: what tells the lists and tables of this slide from those of others. */
  constructor(
    private readonly name: string,
    private readonly layout: Layout,
  ) {}

  of(shapes: Shape[]): ShapeItem[] {
    const titles = shapes.filter(isTitle);
    const others = shapes.filter((shape) => !isTitle(shape) && shape.placeholder?.type !== 'sldNum');
    const ordered = inReadingOrder(others, (shape) => this.boxOf(shape));
    return [...titles.map(title), ...ordered.flatMap((shape) => this.ofShape(shape))];
  }

  private ofShape(shape: Shape): ShapeItem[] {
    const { paragraphs, rows, embedded, description, shapes } = shape;
    const group = this.nextGroup();
    const items: ShapeItem[] = [
      ...this.lines(shape, paragraphs),
      ...rows.map((text): Piece => ({ kind: 'table', text, group })),
      ...embedded.map((id) => ({ embedded: id })),
      ...this.of(shapes),
    ];
    if (description) items.push({ kind: 'image', text: description });
    return items;
  }

  /** Its own place, or what its shapes take up. */
  private boxOf(shape: Shape): Box | undefined {
    const own = this.layout.boxOf(shape);
    if (own) return own;
    const boxes = shape.shapes.map(({ box }) => box).filter((box) => box !== undefined);
    return boxes.length > 0 ? around(boxes) : undefined;
  }

  private lines(shape: Shape, paragraphs: DrawnParagraph[]): Piece[] {
    const numbers = new Numbers();
    let group = this.nextGroup();
    return paragraphs.map((paragraph): Piece => {
      const bullet = this.layout.bulletOf(shape, paragraph);
      const label = numbers.next(bullet, paragraph);
      if (bullet.kind !== 'none')
        return { kind: 'list', text: listItem(label + paragraph.text.trim(), paragraph.level), group };
      if (paragraph.text.trim() !== '') group = this.nextGroup();
      return { kind: 'paragraph', text: paragraph.text };
    });
  }

  private nextGroup(): string {
    this.count += 1;
    return `${this.name} ${this.count}`;
  }
}

/** Counts the numbered paragraphs of a shape. */
class Numbers {
  private counts: number[] = [];

  next(bullet: Bullet, { level, text }: DrawnParagraph): string {
    if (text.trim() === '') return '';
    this.counts.length = Math.min(this.counts.length, level + 1);
    if (bullet.kind !== 'number') {
      this.counts.length = Math.min(this.counts.length, level);
      return '';
    }
    const count = (this.counts[level] ?? bullet.start - 1) + 1;
    this.counts[level] = count;
    const [, figures = '', form = ''] = SCHEME.exec(bullet.scheme) ?? [];
    const number = numeral(count, FORMATS[figures] ?? 'decimal');
    if (form === 'ParenBoth') return `(${number}) `;
    return `${number}${{ Period: '.', ParenR: ')' }[form] ?? ''} `;
  }
}

const isTitle = ({ placeholder }: Shape): boolean =>
  placeholder !== undefined && TITLES.has(placeholder.type);

const title = ({ paragraphs }: Shape): Piece => ({
  kind: 'heading',
  level: 1,
  text: paragraphs.map(({ text }) => text).join(' '),
});

function around(boxes: Box[]): Box {
  const ends = { left: Infinity, top: Infinity, right: -Infinity, bottom: -Infinity };
  for (const { x, y, width, height } of boxes) {
    ends.left = Math.min(ends.left, x);
    ends.top = Math.min(ends.top, y);
    ends.right = Math.max(ends.right, x + width);
    ends.bottom = Math.max(ends.bottom, y + height);
  }
  return { x: ends.left, y: ends.top, width: ends.right - ends.left, height: ends.bottom - ends.top };
}
