import { wrong } from '../scim-errors';
import type { Comparison, FilterValue } from './filter';
import type { SqlAttribute } from './filter-sql';
import type { SqlValues } from './sql-values';

const ORDER: Partial<Record<Comparison['operator'], string>> = { gt: '>', ge: '>=', lt: '<', le: '<=' };

interface TextOptions {
  /** Upper and lower case are two things. */
  exact?: boolean;
  /** The condition for `eq` by an index, given the name of the value. */
  find?: (value: string) => string;
  /** What the indexed column holds for this text. */
  key?: (text: string) => string;
}

/** `expression` is a text or null. */
export function textAttribute(expression: string, options: TextOptions = {}): SqlAttribute {
  const { exact = false, find, key = (text) => text } = options;
  const fold = (sql: string): string => (exact ? sql : `lower(${sql})`);
  const equal = (text: string, values: SqlValues): string =>
    find
      ? find(values.add(key(text)))
      : `(${fold(expression)} = ${fold(`${values.add(text)}::text`)}) IS TRUE`;
  const present = `coalesce(${expression}, '') <> ''`;
  return {
    order: fold(expression),
    condition({ path, operator, value }, values) {
      if (operator === 'pr') return present;
      if (value === null) return absent(operator, path, present);
      const text = textOf(path, value);
      if (operator === 'eq') return equal(text, values);
      if (operator === 'ne') return `NOT (${equal(text, values)})`;
      const sign = ORDER[operator];
      if (sign) return `(${fold(expression)} ${sign} ${fold(`${values.add(text)}::text`)}) IS TRUE`;
      return `(${fold(expression)} LIKE ${fold(`${values.add(pattern(operator, text))}::text`)}) IS TRUE`;
    },
  };
}

/** `expression` is true or false. */
export function booleanAttribute(expression: string): SqlAttribute {
  return {
    order: expression,
    condition({ path, operator, value }) {
      if (operator === 'pr') return 'true';
      const wanted = typeof value === 'string' ? value.toLowerCase() : String(value);
      if (!['eq', 'ne'].includes(operator) || !['true', 'false'].includes(wanted))
        throw wrong('invalidFilter', `${path} is true or false: ask by eq or ne`);
      return (wanted === 'true') === (operator === 'eq') ? `(${expression})` : `NOT (${expression})`;
    },
  };
}

/** `expression` is a point in time. */
export function timeAttribute(expression: string): SqlAttribute {
  return {
    order: expression,
    condition({ path, operator, value }, values) {
      if (operator === 'pr') return 'true';
      const sign = operator === 'eq' ? '=' : operator === 'ne' ? '<>' : ORDER[operator];
      const at = typeof value === 'string' ? new Date(value) : undefined;
      if (!sign || !at || Number.isNaN(at.getTime()))
        throw wrong('invalidFilter', `${path} is compared with a date and time`);
      // What is shown is cut to milliseconds.
      return `date_trunc('milliseconds', ${expression}) ${sign} ${values.add(at)}::timestamptz`;
    },
  };
}

/** Only whether it is one of those that `find` finds, by an id. */
export function idAttribute(find: (value: string) => string, present: string): SqlAttribute {
  const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
  return {
    condition({ path, operator, value }, values) {
      if (operator === 'pr') return present;
      if (value === null) return absent(operator, path, present);
      if (operator !== 'eq' && operator !== 'ne')
        throw wrong('invalidFilter', `${path} can only be compared by eq and ne`);
      const text = textOf(path, value);
      const found = UUID.test(text) ? find(`${values.add(text)}::uuid`) : 'false';
      return operator === 'eq' ? found : `NOT (${found})`;
    },
  };
}

function absent(operator: Comparison['operator'], path: string, present: string): string {
  if (operator === 'eq') return `NOT (${present})`;
  if (operator === 'ne') return `(${present})`;
  throw wrong('invalidFilter', `${path} cannot be compared with null by ${operator}`);
}

function textOf(path: string, value: FilterValue): string {
  if (typeof value === 'string') return value;
  throw wrong('invalidFilter', `${path} is compared with a text`);
}

function pattern(operator: Comparison['operator'], text: string): string {
  const literal = text.replace(/[\\%_]/g, '\\$&');
  return `${operator === 'sw' ? '' : '%'}${literal}${operator === 'ew' ? '' : '%'}`;
}
