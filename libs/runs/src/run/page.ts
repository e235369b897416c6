import type { ObjectLiteral, SelectQueryBuilder } from 'typeorm';
import { InvalidError } from '@muster/platform';

export interface Page<T> {
  items: T[];
  /** Hand it in to get the next page; null on the last one. */
  nextCursor: string | null;
}

/** Newest first by (created_at, id), from after the cursor. The cursor is opaque to callers. */
export async function pageAfter<T extends ObjectLiteral & { id: string; createdAt: Date }>(
  query: SelectQueryBuilder<T>,
  alias: string,
  { cursor, limit }: { cursor?: string; limit: number },
): Promise<Page<T>> {
  if (cursor) {
    const { at, id } = decode(cursor);
    query.andWhere(`(${alias}.created_at, ${alias}.id) < (:at::timestamptz, :id::uuid)`, { at, id });
  }
  const rows = await query
    .addSelect(`${alias}.created_at::text`, 'page_at')
    .orderBy(`${alias}.createdAt`, 'DESC')
    .addOrderBy(`${alias}.id`, 'DESC')
    .limit(limit + 1)
    .getRawAndEntities<{ page_at: string }>();
  const items = rows.entities.slice(0, limit);
  const last = items.at(-1);
  const isMore = rows.entities.length > limit && last !== undefined;
  return { items, nextCursor: isMore ? encode(rows.raw[limit - 1]?.page_at ?? '', last.id) : null };
}

const encode = (at: string, id: string): string => Buffer.from(`${at}|${id}`).toString('base64url');

/** Microseconds matter here: a Date would round them away and skip or repeat rows. */
function decode(cursor: string): { at: string; id: string } {
  const [at = '', id = ''] = Buffer.from(cursor, 'base64url').toString().split('|');
  const isValid = /^\d{4}-\d\d-\d\d [\d:.+-]+$/.test(at) && /^[0-9a-f-]{36}$/.test(id);
  if (!isValid) throw new InvalidError('unknown cursor', { cursor: 'not a cursor of this list' });
  return { at, id };
}
