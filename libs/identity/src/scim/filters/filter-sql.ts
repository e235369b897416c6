import { wrong } from '../scim-errors';
import { entryOf } from '../values';
import type { Comparison, Filter } from './filter';
import type { SqlValues } from './sql-values';

/** What can be asked about an attribute, as SQL; every condition is true or false, never unknown. */
export interface SqlAttribute {
  condition(comparison: Comparison, values: SqlValues): string;
  /** `attribute[…]`: whether one of its values meets it all. */
  some?(part: Filter, values: SqlValues): string;
  /** To sort by. */
  order?: string;
}

/** By their paths in lower case. */
export type SqlAttributes = Readonly<Partial<Record<string, SqlAttribute>>>;

/** Throws `InvalidError` with reason `invalidFilter` for what cannot be asked. */
export function filterSql(filter: Filter, attributes: SqlAttributes, values: SqlValues): string {
  switch (filter.kind) {
    case 'and':
    case 'or':
      return `(${filter.parts.map((part) => filterSql(part, attributes, values)).join(` ${filter.kind} `)})`;
    case 'not':
      return `NOT (${filterSql(filter.part, attributes, values)})`;
    case 'compare':
      return known(attributes, filter.path).condition(filter, values);
    case 'values': {
      const { some } = known(attributes, filter.path);
      if (!some) throw wrong('invalidFilter', `${filter.path} cannot be filtered by brackets`);
      return some(filter.part, values);
    }
  }
}

function known(attributes: SqlAttributes, path: string): SqlAttribute {
  const attribute = entryOf(attributes, path);
  if (attribute) return attribute;
  throw wrong('invalidFilter', `There is no filter by ${path.slice(0, 100)}`);
}
