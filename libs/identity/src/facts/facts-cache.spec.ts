import { FactsCache } from './facts-cache';

interface Fact {
  id: string;
  says: string;
}

describe('the cache of facts', () => {
  let rows: Map<string, Fact>;
  let asked: string[][];
  let cache: FactsCache<Fact>;
  /** Runs while a query is under way, after it has read. */
  let meanwhile: () => void;

  beforeEach(() => {
    rows = new Map([
      ['key-1', { id: '1', says: 'old' }],
      ['key-2', { id: '2', says: 'old' }],
    ]);
    asked = [];
    meanwhile = () => undefined;
    cache = new FactsCache<Fact>((keys) => {
      asked.push(keys);
      const found = new Map([...rows].filter(([key]) => keys.includes(key)));
      return Promise.resolve().then(() => {
        meanwhile();
        return found;
      });
    });
  });

  afterEach(() => jest.restoreAllMocks());

  it('asks once for everything that is missing at the moment, and knows it for five seconds', async () => {
    const now = Date.now();
    const clock = jest.spyOn(Date, 'now').mockReturnValue(now);
    await Promise.all([cache.load('key-1'), cache.load('key-2'), cache.load('key-1')]);
    expect(asked).toEqual([['key-1', 'key-2']]);
    clock.mockReturnValue(now + 4_999);
    expect(cache.peek('key-1')?.says).toBe('old');
    clock.mockReturnValue(now + 5_000);
    expect(cache.peek('key-1')).toBeUndefined();
  });

  it('forgets by id what it knows by another key, and nothing else', async () => {
    await Promise.all([cache.load('key-1'), cache.load('key-2')]);
    cache.forget('1');
    expect([cache.peek('key-1'), cache.peek('key-2')?.id]).toEqual([undefined, '2']);
  });

  it('can still forget what it has loaded again', async () => {
    await cache.load('key-1');
    await cache.load('key-1');
    cache.forget('1');
    expect(cache.peek('key-1')).toBeUndefined();
  });

  it('does not keep what was read before a change that came while it was read', async () => {
    meanwhile = () => {
      cache.forget('1');
    };
    expect((await cache.load('key-1'))?.says).toBe('old');
    expect(cache.peek('key-1')).toBeUndefined();
  });

  it('does not remember that there was nothing, nor a failure', async () => {
    expect(await cache.load('key-3')).toBeUndefined();
    rows.set('key-3', { id: '3', says: 'new' });
    expect((await cache.load('key-3'))?.says).toBe('new');
    meanwhile = () => {
      throw new Error('away');
    };
    await expect(cache.load('key-1')).rejects.toThrow('away');
    meanwhile = () => undefined;
    expect((await cache.load('key-1'))?.says).toBe('old');
    expect(cache.peek('key-1')?.says).toBe('old');
  });
});
