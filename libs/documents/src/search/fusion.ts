import type { Ranked } from './best';

/** How little the first ranks count more than those after them. */
const K = 60;

/**
 * One ranking out of several by the ranks alone (reciprocal rank fusion): scores of different kinds need not be
 * comparable. Equal results in the order of the rankings.
 */
export function fuse(...rankings: Ranked[][]): Ranked[] {
  const scores = new Map<number, number>();
  for (const ranking of rankings)
    ranking.forEach(({ number }, index) =>
      scores.set(number, (scores.get(number) ?? 0) + 1 / (K + index + 1)),
    );
  return [...scores]
    .map(([number, score]) => ({ number, score }))
    .sort((one, other) => other.score - one.score);
}
