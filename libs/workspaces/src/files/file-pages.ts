import { InvalidError } from '@muster/platform';

export interface FileListOptions {
  /** `nextCursor` of the page before. */
  cursor?: string;
  /** Default 100, at most 1,000. */
  limit?: number;
}

export interface Page<T> {
  items: T[];
  /** Hand it in to get the next page; null on the last one. */
  nextCursor: string | null;
}

export const toCursor = (filename: string): string => Buffer.from(filename).toString('base64url');

/** The name after which the page begins. Throws `InvalidError` for what no earlier page has answered. */
export function fromCursor(cursor: string): string {
  const filename = Buffer.from(cursor, 'base64url').toString();
  if (filename === '' || filename.includes('\0') || toCursor(filename) !== cursor)
    throw new InvalidError('unknown cursor', { cursor: 'not a cursor of this list' });
  return filename;
}
