import type { Document } from './document.entity';

export type DocumentSort = 'newest' | 'filename';

export interface DocumentListOptions {
  /** Default: newest first. */
  sort?: DocumentSort;
  /** Default 100, at most 1,000. */
  limit?: number;
  /** `nextCursor` of the page before. */
  cursor?: string;
}

/** How each order is read and continued: the column before the id, its direction, and how a cursor names a row. */
export const SORTS = {
  newest: {
    column: 'createdAt',
    direction: 'DESC',
    key: (row: Document) => row.createdAt.toISOString(),
    form: /^\d{4}-[\d-]+T[\d:.]+Z$/,
  },
  filename: { column: 'filename', direction: 'ASC', key: (row: Document) => row.filename, form: /^[^\0]*$/ },
} as const;
