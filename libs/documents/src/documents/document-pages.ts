import { InvalidError } from '@muster/platform';
import type { Document } from './document.entity';

export type DocumentSort = 'newest' | 'filename';

export interface DocumentListOptions {
  /** Default: newest first. */
  sort?: DocumentSort;
  /** Default 100, at most 1,000. */
  limit?: number;
  /** `next` of the page before. */
  cursor?: string;
}

export interface Page<T> {
  items: T[];
  /** Undefined on the last page. */
  next?: string;
}

/** How each order is read and continued: the column before the id, its direction, and how a cursor names a row. */
export const SORTS = {
  newest: { column: 'createdAt', direction: 'DESC', key: (row: Document) => row.createdAt.toISOString() },
  filename: { column: 'filename', direction: 'ASC', key: (row: Document) => row.filename },
} as const;

export const toCursor = (sort: DocumentSort, row: Document): string =>
  Buffer.from(JSON.stringify([sort, SORTS[sort].key(row), row.id])).toString('base64url');

/** The key and id after which the page begins. Throws `InvalidError` for what no earlier page has answered. */
export function fromCursor(sort: DocumentSort, cursor: string): { key: string; id: string } {
  try {
    const [of, key, id] = JSON.parse(Buffer.from(cursor, 'base64url').toString()) as unknown[];
    if (of === sort && typeof key === 'string' && typeof id === 'string' && UUID.test(id)) return { key, id };
  } catch {
    // Falls through to the same answer.
  }
  throw new InvalidError('not a cursor of this list', { cursor: 'is not one of this list' });
}

export const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
