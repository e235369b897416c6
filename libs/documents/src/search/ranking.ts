import { Best, Ranked } from './best';
import { addScores, BUCKET_SIZE, bucketOf, entryCount, numberOf, Posting } from './postings';

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

  /** Whether any of the terms occurs in the chunk. */
  has(number: number): boolean {
    return (this.scores.get(bucketOf(number))?.[number % BUCKET_SIZE] ?? 0) > 0;
  }

  /** The best `limit` chunks that `allowed` lets pass, best first; equal scores in the order of their numbers. */
  best(limit: number, allowed: (number: number) => boolean = () => true): Ranked[] {
    const best = new Best(limit);
    for (const [bucket, scores] of [...this.scores].sort(([one], [other]) => one - other)) {
      const first = numberOf(bucket, 0);
      for (let slot = 0; slot < BUCKET_SIZE; slot += 1) {
        const score = scores[slot] as number;
        if (score > best.floor && allowed(first + slot)) best.add(first + slot, score);
      }
    }
    return best.ranked;
  }

  private score(bucket: number, entries: Buffer, gain: number): void {
    const scores = this.scores.get(bucket) ?? new Float64Array(BUCKET_SIZE);
    this.scores.set(bucket, scores);
    addScores(entries, scores, this.norms, gain);
  }
}
