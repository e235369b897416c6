import { createHash } from 'node:crypto';
import type { Document } from './document.entity';

export interface Section {
  id: string;
  title: string;
  pageCount: number;
}

export interface Chapter {
  id: string;
  title: string;
  sections: Section[];
}

/** How a document is divided: text without a structure of its own is one chapter with one section. */
export const outlineOf = (document: Document): Chapter[] => [
  {
    id: idWithin(document, 'chapter#0'),
    title: document.title,
    sections: [
      { id: idWithin(document, 'section#0.0'), title: document.title, pageCount: document.pageCount ?? 1 },
    ],
  },
];

/** The same for the same place of the same document, whenever it is asked for. */
function idWithin({ id }: Document, place: string): string {
  const hex = createHash('sha256').update(`${id}:${place}`).digest('hex');
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `8${hex.slice(13, 16)}`,
    `a${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join('-');
}
