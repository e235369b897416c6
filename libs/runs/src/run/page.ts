import type { ObjectLiteral, SelectQueryBuilder } from 'typeorm';
import { fromCursor, type Page, pageOf, toCursor, UUID } from '@muster/platform';

/** Microseconds matter here: a Date would round them away and skip or repeat rows. */
const TIME = /^\d{4}-\d\d-\d\d [\d:.+-]+$/;

/** Newest first by (created_at, id), from after the cursor. */
export async function pageAfter<T extends ObjectLiteral & { id: string; createdAt: Date }>(
  query: SelectQueryBuilder<T>,
  alias: string,
  { cursor, limit }: { cursor?: string; limit: number },
): Promise<Page<T>> {
  if (cursor) {
    const [at, id] = fromCursor(cursor, TIME, UUID);
    query.andWhere(`(${alias}.created_at, ${alias}.id) < (:at::timestamptz, :id::uuid)`, { at, id });
  }
  const rows = await query
    .addSelect(`${alias}.created_at::text`, 'page_at')
    .orderBy(`${alias}.createdAt`, 'DESC')
    .addOrderBy(`${alias}.id`, 'DESC')
    .limit(limit + 1)
    .getRawAndEntities<{ page_at: string }>();
  return pageOf(rows.entities, limit, ({ id }) => toCursor(rows.raw[limit - 1]?.page_at ?? '', id));
}
