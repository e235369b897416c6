import { redact } from '@muster/platform';

const SECRET =
  /pass(word|wd|phrase)?$|secret|token|api_?key|^key$|authorization|cookie|private|credential|otp|^code$|^pin$/i;
const HIDDEN = '***';
const MAX_DEPTH = 6;
const MAX_MEMBERS = 100;
const MAX_TEXT = 500;

/**
 * A copy that may be kept for ever and shown to administrators: what is called like a secret or looks like one is
 * hidden, long texts and deep or wide values are cut, and everything fits into the database.
 */
export function masked(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return text(value);
  if (typeof value !== 'object' || value === null) return scalar(value);
  if (value instanceof Date) return value.toISOString();
  if (depth >= MAX_DEPTH) return '…';
  if (Array.isArray(value)) return value.slice(0, MAX_MEMBERS).map((item) => masked(item, depth + 1));
  const members = Object.entries(value).slice(0, MAX_MEMBERS);
  return Object.fromEntries(
    members.map(([name, member]) => [text(name), hides(name, member) ? HIDDEN : masked(member, depth + 1)]),
  );
}

export const maskedObject = (value: object): object => masked(value) as object;

/** A copy with nothing hidden but what is called like a secret or looks like one, for people who are not here. */
export function withoutSecrets(value: unknown): unknown {
  if (typeof value === 'string') return redact(value);
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  if (Array.isArray(value)) return value.map(withoutSecrets);
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [
      redact(name),
      hides(name, member) ? HIDDEN : withoutSecrets(member),
    ]),
  );
}

/** Of a text that comes from outside: storable, and no longer than `length`. */
export const storable = (value: string, length: number): string =>
  redact(value.replaceAll('\0', '').toWellFormed()).slice(0, length).toWellFormed();

/** Flags and numbers with such names are rules about secrets, not secrets. */
const hides = (name: string, value: unknown): boolean =>
  SECRET.test(name) && value !== null && typeof value !== 'boolean' && typeof value !== 'number';

const text = (value: string): string => storable(value, MAX_TEXT);

const scalar = (value: unknown): unknown =>
  typeof value === 'number' && !Number.isFinite(value) ? null : (value ?? null);
