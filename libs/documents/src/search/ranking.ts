import { BUCKET_SIZE, eachEntry, entryCount, numberOf, Posting } from './postings';

/** How fast a term's weight saturates with its count, and how far long chunks are held against themselves. */
export interface Bm25 {
  k1: number;
  b: number;
}

const BM25: Bm25 = { k1: 1.5, b: 0.75 };

/** Size of the collection: of all chunks of one owner. */
export interface CorpusSize {
  chunks: number;
  /** Of all chunks together, with repetitions. */
  terms: number;
}

export interface Ranked {
  number: number;
  score: number;
}

/** A chunk no longer than this many terms and every longer one are told apart no further. */
const LENGTHS = 256;

/** BM25 scores of all chunks in which any of the terms occurs. */
export class Ranking {
  private readonly scores = new Map<number, Float64Array>();
  private readonly norms: Float64Array;

  constructor(
    private readonly size: CorpusSize,
    private readonly bm25: Bm25 = BM25,
  ) {
    const { k1, b } = bm25;
    const average = Math.max(1, size.terms / Math.max(1, size.chunks));
    this.norms = Float64Array.from({ length: LENGTHS }, (_, length) => k1 * (1 - b + (b * length) / average));
  }

  /** Adds one term, of which `postings` are all there are; `weight` is how often the query says it. */
  add(postings: Posting[], weight: number): void {
    const occurrences = postings.reduce((sum, { entries }) => sum + entryCount(entries), 0);
    const rarity = Math.log(1 + (this.size.chunks - occurrences + 0.5) / (occurrences + 0.5));
    const gain = weight * Math.max(rarity, 0) * (this.bm25.k1 + 1);
    for (const { bucket, entries } of postings) this.score(bucket, entries, gain);
  }

  /** The best `limit` chunks that `allowed` lets pass, best first; equal scores in the order of their numbers. */
  best(limit: number, allowed: (number: number) => boolean = () => true): Ranked[] {
    const found: Ranked[] = [];
    for (const bucket of [...this.scores.keys()].sort((one, other) => one - other)) {
      this.scores.get(bucket)?.forEach((score, slot) => {
        const last = found.at(-1);
        if (score === 0 || (found.length === limit && last && score <= last.score)) return;
        const number = numberOf(bucket, slot);
        if (allowed(number)) insert(found, { number, score }, limit);
      });
    }
    return found;
  }

  private score(bucket: number, entries: Buffer, gain: number): void {
    const scores = this.scores.get(bucket) ?? new Float64Array(BUCKET_SIZE);
    this.scores.set(bucket, scores);
    const { norms } = this;
    eachEntry(entries, (slot, count, length) => {
      scores[slot] = (scores[slot] as number) + (gain * count) / (count + (norms[length] as number));
    });
  }
}

function insert(found: Ranked[], ranked: Ranked, limit: number): void {
  let at = found.length;
  while (at > 0 && (found[at - 1] as Ranked).score < ranked.score) at -= 1;
  found.splice(at, 0, ranked);
  if (found.length > limit) found.pop();
}
