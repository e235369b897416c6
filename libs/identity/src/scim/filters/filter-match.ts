import { wrong } from '../scim-errors';
import { entryOf } from '../values';
import type { Comparison, Filter, FilterValue } from './filter';

/** One value of an attribute that has several, by the lower-case names of its parts. */
type Value = Readonly<Record<string, unknown>>;

/** Whether one value meets the filter in the brackets of a path. Throws `InvalidError`, reason `invalidFilter`. */
export function meets(value: Value, filter: Filter): boolean {
  switch (filter.kind) {
    case 'and':
      return filter.parts.every((part) => meets(value, part));
    case 'or':
      return filter.parts.some((part) => meets(value, part));
    case 'not':
      return !meets(value, filter.part);
    case 'values':
      throw wrong('invalidFilter', 'Brackets cannot stand in brackets');
    case 'compare':
      return compares(entryOf(value, filter.path), filter);
  }
}

/**
 * What a new value must have for a filter of `eq` joined by `and` to be met; undefined: the filter says more than that.
 */
export function demandedBy(filter: Filter): Record<string, FilterValue> | undefined {
  if (filter.kind === 'compare' && filter.operator === 'eq') return { [filter.path]: filter.value };
  if (filter.kind !== 'and') return undefined;
  const parts = filter.parts.map(demandedBy);
  return parts.includes(undefined) ? undefined : (Object.assign({}, ...parts) as Record<string, FilterValue>);
}

function compares(actual: unknown, { operator, value }: Comparison): boolean {
  if (operator === 'pr') return textOf(actual) !== '';
  const [have, want] = [textOf(actual), textOf(value)];
  switch (operator) {
    case 'eq':
      return have === want;
    case 'ne':
      return have !== want;
    case 'co':
      return have.includes(want);
    case 'sw':
      return have.startsWith(want);
    case 'ew':
      return have.endsWith(want);
    default:
      throw wrong('invalidFilter', `Values of an attribute cannot be compared by ${operator}`);
  }
}

/** `primary eq "True"` is said of a flag, and what is not said is false. */
const textOf = (value: unknown): string =>
  value === undefined || value === null || value === false
    ? ''
    : String(value)
        .toLowerCase()
        .replace(/^false$/, '');
