import type { TermCounts } from '@muster/documents';

/** As frequent as words are once the very commonest are left out: by rank r as (r + 50) to the power of -1.2; the first is in two of five chunks. */
const WORDS = 300_000;
const FLAT = 50;
const STEEP = 0.2;
const SHORTEST = 60;
const LONGEST = 160;

export interface SyntheticChunk {
  text: string;
  terms: TermCounts;
}

/** Chunks and queries without end, the same for the same seed. */
export class SyntheticTexts {
  private state: number;
  private readonly head = FLAT ** -STEEP;
  private readonly tail = (WORDS + FLAT) ** -STEEP;

  constructor(seed = 1) {
    this.state = seed;
  }

  chunk(): SyntheticChunk {
    const length = SHORTEST + Math.floor(this.random() * (LONGEST - SHORTEST));
    const counts = new Map<string, number>();
    const words: string[] = [];
    for (let at = 0; at < length; at += 1) {
      const word = this.word();
      words.push(word);
      counts.set(word, (counts.get(word) ?? 0) + 1);
    }
    return { text: `${words.join(' ')}.`, terms: { counts, length } };
  }

  /** Two to eight words that stand together in some text: rare ones and common ones. */
  query(): string {
    const words = [...this.chunk().terms.counts.keys()];
    const count = 2 + Math.floor(this.random() * 7);
    return Array.from({ length: count }, () => words[Math.floor(this.random() * words.length)]).join(' ');
  }

  /** With a digit in it, so that nothing takes it for English. */
  private word(): string {
    const share = this.head - this.random() * (this.head - this.tail);
    const rank = Math.floor(share ** (-1 / STEEP) - FLAT);
    return `${rank.toString(36)}0`;
  }

  /** Mulberry32. */
  private random(): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }
}
