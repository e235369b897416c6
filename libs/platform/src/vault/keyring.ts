import { createHash, createSecretKey, type KeyObject } from 'node:crypto';
import { registerSecret } from '../logging/redaction';

const KEY_BYTES = 32;
const ID = /^[A-Za-z0-9_-]{1,32}$/;

/** The master keys of an installation. */
export interface Keyring {
  /** Id of the key that seals; undefined: there is none. */
  readonly current?: string;
  readonly keys: ReadonlyMap<string, KeyObject>;
}

/** Why `text` cannot be the keys of an installation; never quotes it. */
export function problemOf(text: string): string | undefined {
  const entries = entriesOf(text);
  if (entries.length === 0) return 'must hold a key';
  if (entries.some(({ id }) => !ID.test(id))) return 'must name keys in letters, digits, `_` and `-`';
  if (entries.some(({ key }) => key.length !== KEY_BYTES)) return 'must hold keys of 32 bytes in base64';
  if (new Set(entries.map(({ id }) => id)).size < entries.length)
    return 'must give each key an id of its own';
  return undefined;
}

/** The keys in `text`, the first of which seals. From now on they are masked in logs. */
export function keyringOf(text: string | undefined): Keyring {
  if (text === undefined) return { keys: new Map() };
  const problem = problemOf(text);
  if (problem) throw new Error(problem);
  const entries = entriesOf(text);
  for (const { written } of entries) registerSecret(written);
  const keys = new Map(entries.map(({ id, key }) => [id, createSecretKey(key)]));
  return { current: entries[0]?.id, keys };
}

interface Entry {
  id: string;
  key: Buffer;
  written: string;
}

const entriesOf = (text: string): Entry[] =>
  text
    .split(/[,\n]/)
    .map((entry) => entry.trim())
    .filter(Boolean)
    .map(entryOf);

function entryOf(entry: string): Entry {
  const colon = entry.indexOf(':');
  const written = entry.slice(colon + 1).trim();
  const key = /^[A-Za-z0-9+/_-]{43}=?$/.test(written) ? Buffer.from(written, 'base64') : Buffer.alloc(0);
  return { id: colon === -1 ? idOf(key) : entry.slice(0, colon).trim(), key, written };
}

/** A key without a name goes by its fingerprint, so that another one without a name can take its place later. */
const idOf = (key: Buffer): string =>
  createHash('sha256').update('muster master key').update(key).digest('hex').slice(0, 12);
