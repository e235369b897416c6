import { readFile } from 'node:fs/promises';
import { Injectable } from '@nestjs/common';

/** What is shorter nobody can choose at any door. */
const SHORTEST = 8;
/** More than there are in the list. */
const ROOM = 100_000;
const QUOTE = 0x22;

/**
 * Passwords that many people have, so that whoever guesses tries them first. Kept as fingerprints, because the list
 * itself would take a hundred times the room: of a chosen password one in 500,000,000,000 is taken for one of the list.
 */
@Injectable()
export class CommonPasswords {
  /** However it is written in capitals and small letters. */
  async has(password: string): Promise<boolean> {
    const bytes = Buffer.from(password.normalize('NFKC').toLowerCase(), 'utf8');
    return includes(await prints(), fingerprint(bytes, 0, bytes.length));
  }
}

let loading: Promise<Float64Array> | undefined;

/** Read once in a process, when a password is first chosen in it. */
function prints(): Promise<Float64Array> {
  loading ??= load().catch((error: unknown) => {
    loading = undefined;
    throw error;
  });
  return loading;
}

/** The file is a JSON list of texts without anything to unescape. It is read in place: as a list it would be 20 MB. */
async function load(): Promise<Float64Array> {
  const bytes = await readFile(require.resolve('@zxcvbn-ts/language-common/src/passwords.json'));
  const found = new Float64Array(ROOM);
  let count = 0;
  for (let at = bytes.indexOf(QUOTE); at !== -1;) {
    const end = bytes.indexOf(QUOTE, at + 1);
    if (end - at - 1 >= SHORTEST) found[count++] = fingerprint(bytes, at + 1, end);
    at = bytes.indexOf(QUOTE, end + 1);
  }
  return found.slice(0, count).sort();
}

/** 53 bits: two sums that mix differently, as far as a number holds them. */
function fingerprint(bytes: Uint8Array, from: number, to: number): number {
  let [one, other] = [0x811c9dc5, 0x9747b28c];
  for (let at = from; at < to; at += 1) {
    one = Math.imul(one ^ (bytes[at] ?? 0), 0x01000193);
    other = Math.imul(other ^ (bytes[at] ?? 0), 0x5bd1e995);
    other ^= other >>> 15;
  }
  return (one >>> 0) * 2 ** 21 + (other >>> 11);
}

function includes(sorted: Float64Array, wanted: number): boolean {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] ?? Infinity) < wanted) low = middle + 1;
    else high = middle;
  }
  return sorted[low] === wanted;
}
