import { InvalidError } from '@muster/platform';

/** A step's result, a run's input, a message: bounded, so that no run can fill the memory of a worker. */
const MAX_BYTES = 4 * 1024 * 1024;

/** Postgres stores neither NUL nor half a surrogate pair in JSON. */
const UNSTORABLE = /\\u0000|\\ud[89a-f]/i;

const storable = (_: string, value: unknown): unknown =>
  typeof value === 'string' ? value.toWellFormed().replaceAll('\0', '\ufffd') : value;

/**
 * The value as it will be read back: plain JSON. A program gets the same whether it is live or replayed.
 * Throws `InvalidError` above 4 MB.
 */
export function portable<T>(value: T): T {
  if (value === undefined) return value;
  let text = JSON.stringify(value);
  if (text.length > MAX_BYTES) throw new InvalidError(`larger than ${MAX_BYTES} bytes`, undefined, 'size');
  if (UNSTORABLE.test(text)) text = JSON.stringify(value, storable);
  return JSON.parse(text) as T;
}
