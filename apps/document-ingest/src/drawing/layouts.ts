import type { OfficePackage } from '../packages/office-package';
import type { Box, Bullet, DrawnParagraph, Shape } from './shape';
import { ShapesReader } from './shapes-reader';

/** Placeholders that a master keeps under another type. */
const ON_MASTER: Record<string, string> = { ctrTitle: 'title', subTitle: 'body', obj: 'body' };
/** Placeholders whose text is not that of the outline. */
const NO_BODY = new Set(['title', 'ctrTitle', 'dt', 'ftr', 'hdr', 'sldNum', 'sldImg']);
const NONE: Bullet = { kind: 'none' };

/** What the shapes of one slide inherit from its layout and its master. */
export class Layout {
  constructor(
    private readonly layout?: ShapesReader,
    private readonly master?: ShapesReader,
  ) {}

  boxOf(shape: Shape): Box | undefined {
    return shape.box ?? this.ancestors(shape).find(({ box }) => box)?.box;
  }

  bulletOf(shape: Shape, { level, bullet }: DrawnParagraph): Bullet {
    if (bullet) return bullet;
    for (const { bullets } of [shape, ...this.ancestors(shape)]) {
      const found = bullets.get(level);
      if (found) return found;
    }
    const isBody = shape.placeholder && !NO_BODY.has(shape.placeholder.type);
    return (isBody && this.master?.bodyBullets.get(level)) || NONE;
  }

  private ancestors({ placeholder }: Shape): Shape[] {
    if (!placeholder) return [];
    const { type, index } = placeholder;
    const onLayout =
      find(this.layout, (other) => index !== '' && other.index === index) ??
      find(this.layout, (other) => other.type === type);
    const onMaster = find(this.master, (other) => other.type === (ON_MASTER[type] ?? type));
    return [onLayout, onMaster].filter((shape) => shape !== undefined);
  }
}

/** Reads layouts and masters, each once. */
export class Layouts {
  private readonly known = new Map<string, Promise<ShapesReader>>();

  constructor(private readonly file: OfficePackage) {}

  async of(slide: string): Promise<Layout> {
    const layout = await this.file.related(slide, 'slideLayout');
    if (layout === undefined) return new Layout();
    const master = await this.file.related(layout, 'slideMaster');
    return new Layout(await this.read(layout), master === undefined ? undefined : await this.read(master));
  }

  private read(part: string): Promise<ShapesReader> {
    const known = this.known.get(part) ?? this.load(part);
    this.known.set(part, known);
    return known;
  }

  private async load(part: string): Promise<ShapesReader> {
    const reader = new ShapesReader();
    await this.file.readAll(part, reader);
    return reader;
  }
}

const find = (
  reader: ShapesReader | undefined,
  fits: (placeholder: NonNullable<Shape['placeholder']>) => boolean,
): Shape | undefined => reader?.root.shapes.find(({ placeholder }) => placeholder && fits(placeholder));
