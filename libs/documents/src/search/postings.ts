import type { TermCounts } from '../analysis/analyzer';

/** Chunks whose postings of one term share a row. */
export const BUCKET_SIZE = 8_192;
const BUCKET_BITS = 13;

/** An occurrence is the number within the bucket (two bytes, little endian), the term's count and the chunk's length, both capped at 255. */
const ENTRY_BYTES = 4;
const CAP = 255;
/** Counts and lengths that are told apart. */
export const LENGTHS = CAP + 1;

/** The postings of one term in one bucket, as stored. */
export interface Posting {
  term: string;
  bucket: number;
  entries: Buffer;
}

export const bucketOf = (number: number): number => number >>> BUCKET_BITS;
export const numberOf = (bucket: number, slot: number): number => bucket * BUCKET_SIZE + slot;
export const entryCount = (entries: Buffer): number => entries.length / ENTRY_BYTES;

/** The length that ranking knows a chunk by. */
export const cappedLength = (length: number): number => Math.min(length, CAP);

/** Inverts chunks numbered from `first` on: one posting for each term and bucket, in a fixed order. */
export function invert(chunks: TermCounts[], first: number): Posting[] {
  const buckets = new Map<number, Map<string, number[]>>();
  chunks.forEach(({ counts, length }, index) => {
    const number = first + index;
    const terms = buckets.get(bucketOf(number)) ?? new Map<string, number[]>();
    buckets.set(bucketOf(number), terms);
    const slot = number % BUCKET_SIZE;
    for (const [term, count] of counts) {
      const bytes = terms.get(term) ?? [];
      bytes.push(slot & 0xff, slot >>> 8, Math.min(count, CAP), cappedLength(length));
      terms.set(term, bytes);
    }
  });
  return [...buckets].flatMap(([bucket, terms]) =>
    [...terms].map(([term, bytes]) => ({ term, bucket, entries: Buffer.from(bytes) })),
  );
}

/** Calls `visit` for every occurrence. */
export function eachEntry(
  entries: Buffer,
  visit: (slot: number, count: number, length: number) => void,
): void {
  for (let at = 0; at + ENTRY_BYTES <= entries.length; at += ENTRY_BYTES)
    visit(
      (entries[at] as number) | ((entries[at + 1] as number) << 8),
      entries[at + 2] as number,
      entries[at + 3] as number,
    );
}

interface Scoring {
  /** By slot. */
  scores: Float64Array;
  /** What an occurrence is worth, at count × 256 + length. */
  worth: Float64Array;
  gain: number;
  /** Slots with no higher score than this stay as they are. */
  above: number;
}

/** Adds what each occurrence scores to the score of its slot. The innermost loop of a search: no calls in it. */
export function addScores(entries: Buffer, { scores, worth, gain, above }: Scoring): void {
  const end = entries.length;
  for (let at = 0; at < end; at += ENTRY_BYTES) {
    const slot = (entries[at] as number) | ((entries[at + 1] as number) << 8);
    const score = scores[slot] as number;
    if (score > above)
      scores[slot] =
        score + gain * (worth[((entries[at + 2] as number) << 8) | (entries[at + 3] as number)] as number);
  }
}

/** What is left of `entries` without the given slots; the very same buffer when none of them occurs. */
export function withoutSlots(entries: Buffer, slots: ReadonlySet<number>): Buffer {
  const kept: number[] = [];
  eachEntry(entries, (slot, count, length) => {
    if (!slots.has(slot)) kept.push(slot & 0xff, slot >>> 8, count, length);
  });
  return kept.length === entries.length ? entries : Buffer.from(kept);
}
