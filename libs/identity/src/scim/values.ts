import { normaliseName } from '../accounts/account-fields';
import { wrong } from './scim-errors';

/** A JSON object as it was sent. */
export type Sent = Readonly<Record<string, unknown>>;

const MAX_TEXT = 255;
const MAX_VALUES = 10_000;

/** What a table has under a name that somebody sent; names of what every object has are not among it. */
export const entryOf = <T>(table: Readonly<Partial<Record<string, T>>>, name: string): T | undefined =>
  Object.hasOwn(table, name) ? table[name] : undefined;

/** Its members by their names in lower case: names of attributes have no case. */
export function membersOf(value: unknown, where: string): Map<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw wrong('invalidValue', `${where} must be an object`);
  return new Map(Object.entries(value).map(([name, member]) => [name.toLowerCase(), member]));
}

/** Nothing, however it is said, is null. */
export function textOf(value: unknown, where: string): string | null {
  if (value === undefined || value === null) return null;
  if (typeof value !== 'string') throw wrong('invalidValue', `${where} must be a text`);
  const text = normaliseName(value);
  if (text.length > MAX_TEXT || /[\p{Cc}\p{Cs}]/u.test(text))
    throw wrong('invalidValue', `${where} must be at most ${String(MAX_TEXT)} printable characters`);
  return text === '' ? null : text;
}

/** Some write `"True"`. */
export function booleanOf(value: unknown, where: string): boolean {
  const text = typeof value === 'string' ? value.toLowerCase() : value;
  if (text === true || text === 'true') return true;
  if (text === false || text === 'false') return false;
  throw wrong('invalidValue', `${where} must be true or false`);
}

/** A lone value is a list of one. */
export function listOf(value: unknown, where: string, max = MAX_VALUES): unknown[] {
  if (value === undefined || value === null) return [];
  const list = Array.isArray(value) ? (value as unknown[]) : [value];
  if (list.length > max) throw wrong('invalidValue', `${where} must be at most ${String(max)} values`);
  return list;
}
