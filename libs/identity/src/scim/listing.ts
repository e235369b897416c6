import { attributeOf, parseFilter } from './filters/filter-parser';
import { filterSql, type SqlAttributes } from './filters/filter-sql';
import type { SqlValues } from './filters/sql-values';
import { wrong } from './scim-errors';
import { entryOf } from './values';

/** At most so many resources at once. */
export const SCIM_PAGE = 200;

/** Which part of a list, as RFC 7644 §3.4.2 asks for it. */
export interface ScimQuery {
  filter?: string;
  sortBy?: string;
  sortOrder?: 'ascending' | 'descending';
  /** From 1; less counts as 1. */
  startIndex?: number;
  /** Less than 0 counts as 0, more than `SCIM_PAGE` as that. */
  count?: number;
}

export interface ScimPage<T> {
  /** All that match, not only those here. */
  total: number;
  startIndex: number;
  items: T[];
}

/** The condition of a list; `true` where nothing is asked. */
export const conditionOf = ({ filter }: ScimQuery, attributes: SqlAttributes, values: SqlValues): string =>
  filter === undefined ? 'true' : filterSql(parseFilter(filter), attributes, values);

/** `ORDER BY`, with `rest` behind whatever was asked for, so that every page has its place. */
export function orderOf({ sortBy, sortOrder }: ScimQuery, attributes: SqlAttributes, rest: string): string {
  if (sortBy === undefined) return `ORDER BY ${rest}`;
  const order = entryOf(attributes, attributeOf(sortBy) ?? '')?.order;
  if (order === undefined)
    throw wrong('invalidValue', `sortBy: lists cannot be sorted by ${sortBy.slice(0, 100)}`);
  return `ORDER BY ${order} ${sortOrder === 'descending' ? 'DESC' : 'ASC'}, ${rest}`;
}

export const partOf = ({ startIndex = 1, count = 100 }: ScimQuery) => ({
  offset: Math.max(startIndex, 1) - 1,
  limit: Math.min(Math.max(count, 0), SCIM_PAGE),
});
