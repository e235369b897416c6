import { LRUCache } from 'lru-cache';
import { Batcher } from '@muster/platform';

/** How long facts are believed when the hint about their change got lost. */
const FRESH_MS = 5_000;
const REMEMBERED = 10_000;

interface Known<F> {
  facts: F;
  freshUntil: number;
}

/** Facts from the database, kept in the process for a few seconds; misses of one moment share one query. */
export class FactsCache<F extends { readonly id: string }> {
  private readonly known = new LRUCache<string, Known<F>>({
    max: REMEMBERED,
    dispose: ({ facts }) => this.keys.delete(facts.id),
  });
  /** Under which key facts with this id are known. */
  private readonly keys = new Map<string, string>();
  /** Ids that were forgotten while a query is under way; it may have read them before the change. */
  private forgotten?: Set<string>;
  private readonly loader = new Batcher<string, F | undefined>((keys) => this.loadMany(keys));

  /** `find` answers what there is, by its key. */
  constructor(private readonly find: (keys: string[]) => Promise<Map<string, F>>) {}

  /** What is known without asking the database. */
  peek(key: string): F | undefined {
    const known = this.known.get(key);
    return known && known.freshUntil > Date.now() ? known.facts : undefined;
  }

  /** As the database says now; undefined when there is nothing. */
  load(key: string): Promise<F | undefined> {
    return this.loader.add(key);
  }

  forget(id: string): void {
    this.known.delete(this.keys.get(id) ?? id);
    this.forgotten?.add(id);
  }

  private async loadMany(keys: string[]): Promise<(F | undefined)[]> {
    const forgotten = new Set<string>();
    this.forgotten = forgotten;
    try {
      const found = await this.find([...new Set(keys)]);
      for (const [key, facts] of found) if (!forgotten.has(facts.id)) this.remember(key, facts);
      return keys.map((key) => found.get(key));
    } finally {
      this.forgotten = undefined;
    }
  }

  private remember(key: string, facts: F): void {
    this.known.set(key, { facts, freshUntil: Date.now() + FRESH_MS });
    this.keys.set(facts.id, key);
  }
}
