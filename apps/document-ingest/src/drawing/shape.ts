/** How a paragraph begins: with nothing, a sign, or a number of that scheme. */
export type Bullet = { kind: 'none' | 'sign' } | { kind: 'number'; scheme: string; start: number };

export interface DrawnParagraph {
  text: string;
  level: number;
  bullet?: Bullet;
}

export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** A shape of a slide, a layout or a sheet's drawing. */
export interface Shape {
  placeholder?: { type: string; index: string };
  box?: Box;
  paragraphs: DrawnParagraph[];
  /** Of a table, its cells parted by tabs. */
  rows: string[];
  description?: string;
  /** References to charts and diagrams. */
  embedded: string[];
  /** The bullets of its levels, where it sets them. */
  bullets: Map<number, Bullet>;
  /** Of a group. */
  shapes: Shape[];
}

export const newShape = (): Shape => ({
  paragraphs: [],
  rows: [],
  embedded: [],
  bullets: new Map(),
  shapes: [],
});
