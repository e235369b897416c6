/** Pages kept; the one that was read first goes first. */
const KEPT = 100;

/**
 * Stretches of the document in order, be they blocks or chunks: read in pages of `size` as they are needed, kept, and
 * found by the characters they cover. `load(from, limit)` may answer fewer than asked for, with `next` to go on.
 * `bounds(offset)` says between which two of them a character must lie, where that is known.
 */
export class Spans {
  #pages = new Map();
  #load;
  #bounds;

  constructor({ count, size, load, bounds = () => [0, count - 1] }) {
    this.count = count;
    this.size = size;
    this.pageCount = Math.ceil(count / size);
    this.#load = load;
    this.#bounds = bounds;
  }

  /** All of one page. What failed is asked for again the next time. */
  page(number) {
    const known = this.#pages.get(number);
    if (known) return known;
    const reading = this.#read(number);
    this.#pages.set(number, reading);
    reading.catch(() => this.#pages.delete(number));
    if (this.#pages.size > KEPT) this.#pages.delete(this.#pages.keys().next().value);
    return reading;
  }

  /** Number of the last one that begins at or before a character; 0 when all come after it. */
  async indexAt(offset) {
    let [low, high] = this.#bounds(offset).map((index) => Math.floor(Math.max(0, index) / this.size));
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      const [first] = await this.page(middle);
      if (first && first.start <= offset) low = middle;
      else high = middle - 1;
    }
    const items = this.pageCount === 0 ? [] : await this.page(low);
    const within = items.findLastIndex(({ start }) => start <= offset);
    return low * this.size + Math.max(0, within);
  }

  /** All that have a character in common with `start` to `end`. */
  async between(start, end) {
    const found = [];
    if (this.count === 0) return found;
    let number = Math.floor((await this.indexAt(start)) / this.size);
    for (; number < this.pageCount; number += 1) {
      const items = await this.page(number);
      found.push(...items.filter((item) => item.start < end && item.end > start));
      if ((items.at(-1)?.end ?? end) >= end) break;
    }
    return found;
  }

  async #read(number) {
    const items = [];
    const until = Math.min((number + 1) * this.size, this.count);
    let from = number * this.size;
    while (from < until) {
      const { items: some, next } = await this.#load(from, until - from);
      items.push(...some);
      if (next === null || some.length === 0) break;
      from = Number(next);
    }
    return items;
  }
}
