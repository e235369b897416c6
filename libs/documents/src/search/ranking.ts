import { Best, Ranked } from './best';
import { addScores, BUCKET_SIZE, entryCount, LENGTHS, numberOf, Posting } from './postings';

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

/** Arrays of rankings that are done: clearing one costs less than making one. */
const spare: Float64Array[] = [];
const MOST_SPARE = 256;

interface AddOptions {
  /** Only chunks that have scored before. */
  found?: boolean;
}

/** BM25 scores of all chunks in which any of the terms occurs. */
export class Ranking {
  private readonly scores = new Map<number, Float64Array>();
  /** What an occurrence is worth by the term's count and the chunk's length, at count × 256 + length. */
  private readonly worth = new Float64Array(LENGTHS * LENGTHS);

  constructor(
    private readonly size: CorpusSize,
    { k1, b }: Bm25 = BM25,
  ) {
    const average = Math.max(1, size.terms / Math.max(1, size.chunks));
    for (let length = 0; length < LENGTHS; length += 1) {
      const norm = k1 * (1 - b + (b * length) / average);
      for (let count = 1; count < LENGTHS; count += 1)
        this.worth[count * LENGTHS + length] = ((k1 + 1) * count) / (count + norm);
    }
  }

  /** Adds one term, of which `postings` are all there are; `weight` is how often the query says it. */
  add(postings: Posting[], weight: number, { found = false }: AddOptions = {}): void {
    const occurrences = postings.reduce((sum, { entries }) => sum + entryCount(entries), 0);
    const rarity = Math.log(1 + (this.size.chunks - occurrences + 0.5) / (occurrences + 0.5));
    const gain = weight * Math.max(rarity, 0);
    for (const { bucket, entries } of postings) {
      const scores = this.scores.get(bucket) ?? (found ? undefined : this.open(bucket));
      if (scores) addScores(entries, { scores, worth: this.worth, gain, above: found ? 0 : -1 });
    }
  }

  /** The best `limit` chunks that `allowed` lets pass, best first; equal scores in the order of their numbers. */
  best(limit: number, allowed?: (number: number) => boolean): Ranked[] {
    const best = new Best(limit);
    for (const [bucket, scores] of [...this.scores].sort(([one], [other]) => one - other)) {
      const first = numberOf(bucket, 0);
      let { floor } = best;
      for (let slot = 0; slot < BUCKET_SIZE; slot += 1) {
        const score = scores[slot] as number;
        if (score <= floor || allowed?.(first + slot) === false) continue;
        best.add(first + slot, score);
        ({ floor } = best);
      }
    }
    return best.ranked;
  }

  /** Gives its memory back; it must not be used any more. */
  close(): void {
    for (const scores of this.scores.values()) if (spare.length < MOST_SPARE) spare.push(scores.fill(0));
    this.scores.clear();
  }

  private open(bucket: number): Float64Array {
    const scores = spare.pop() ?? new Float64Array(BUCKET_SIZE);
    this.scores.set(bucket, scores);
    return scores;
  }
}
