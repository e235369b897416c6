export interface Ranked {
  number: number;
  score: number;
}

/** The best so many of what is offered, best first; of equal scores the earlier offered one comes first. */
export class Best {
  readonly ranked: Ranked[] = [];
  /** What is not above this is not among the best. */
  floor = 0;

  /** `floor`: scores not above it do not count at all. */
  constructor(
    private readonly limit: number,
    floor = 0,
  ) {
    this.floor = limit > 0 ? floor : Infinity;
  }

  /** `score` must be above the floor. */
  add(number: number, score: number): void {
    const { ranked } = this;
    let [low, high] = [0, ranked.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((ranked[middle] as Ranked).score >= score) low = middle + 1;
      else high = middle;
    }
    ranked.splice(low, 0, { number, score });
    if (ranked.length > this.limit) ranked.pop();
    if (ranked.length === this.limit) this.floor = (ranked.at(-1) as Ranked).score;
  }
}
