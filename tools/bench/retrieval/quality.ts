import { percentile } from '../report/figures';
import type { Collection } from './cranfield';

/** Ids of texts, best first. */
export type Ranker = (query: string) => Promise<number[]> | number[];

export interface Quality {
  ndcgAt10: number;
  recallAt100: number;
  /** Milliseconds of a query. */
  p50: number;
  p99: number;
}

/** Means over all queries that have judgements. Every query is asked once before the clock runs. */
export async function judge({ queries, relevant }: Collection, rank: Ranker): Promise<Quality> {
  const judged = queries.filter(({ id }) => relevant.has(id));
  for (const { text } of judged) await rank(text);
  const times: number[] = [];
  let [gain, recall] = [0, 0];
  for (const { id, text } of judged) {
    const began = performance.now();
    const found = await rank(text);
    times.push(performance.now() - began);
    const wanted = relevant.get(id) ?? new Set();
    gain += ndcg(found.slice(0, 10), wanted);
    recall += found.slice(0, 100).filter((text_) => wanted.has(text_)).length / wanted.size;
  }
  return {
    ndcgAt10: gain / judged.length,
    recallAt100: recall / judged.length,
    p50: percentile(times, 0.5),
    p99: percentile(times, 0.99),
  };
}

/** Binary gain over that of the best possible order. */
function ndcg(found: number[], wanted: ReadonlySet<number>): number {
  const discount = (rank: number): number => 1 / Math.log2(rank + 2);
  const sum = found.reduce((total, id, rank) => total + (wanted.has(id) ? discount(rank) : 0), 0);
  let ideal = 0;
  for (let rank = 0; rank < Math.min(10, wanted.size); rank += 1) ideal += discount(rank);
  return sum / ideal;
}
