import { InvalidError } from '../errors/domain.errors';

/** Of a list in a stable order. */
export interface Page<T> {
  items: T[];
  /** Hand it in to get the next page; null on the last one. */
  nextCursor: string | null;
}

/** Of rows that were read from after the cursor, one more than the page holds. */
export function pageOf<T>(rows: T[], limit: number, cursorOf: (last: T) => string): Page<T> {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return { items, nextCursor: rows.length > limit && last !== undefined ? cursorOf(last) : null };
}

/** Names a row by what its list is sorted by. Opaque to callers. */
export const toCursor = (...key: string[]): string => Buffer.from(JSON.stringify(key)).toString('base64url');

/**
 * What the row is sorted by after which a page begins: one value for each form. Throws `InvalidError` for what no page of
 * such a list has answered.
 */
export function fromCursor<F extends RegExp[]>(cursor: string, ...forms: F): { [I in keyof F]: string } {
  const key = keyIn(cursor);
  if (key?.length !== forms.length || !forms.every((form, index) => isOf(form, key[index])))
    throw new InvalidError('unknown cursor', { cursor: 'not a cursor of this list' });
  return key as { [I in keyof F]: string };
}

const isOf = (form: RegExp, value: unknown): boolean => typeof value === 'string' && form.test(value);

function keyIn(cursor: string): unknown[] | undefined {
  try {
    const key: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    return Array.isArray(key) ? key : undefined;
  } catch {
    return undefined;
  }
}
