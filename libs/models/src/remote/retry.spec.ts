import { ProviderFailure } from './provider-failure';
import { MAX_RETRY_AFTER_MS, retryAfterOf, withRetries } from './retry';

const NOW = Date.parse('2026-11-24T10:00:00Z');

describe('retryAfterOf', () => {
  it.each([
    [{ 'retry-after': '3' }, 3_000],
    [{ 'retry-after': '0.5' }, 500],
    [{ 'retry-after': 'Tue, 24 Nov 2026 10:00:20 GMT' }, 20_000],
    [{ 'retry-after': 'Tue, 24 Nov 2026 09:00:00 GMT' }, 0],
    [{ 'retry-after-ms': '120', 'retry-after': '3' }, 120],
    [{ 'retry-after': 'soon' }, undefined],
    [{}, undefined],
  ])('reads %j', (headers, expected) => {
    expect(retryAfterOf(headers, NOW)).toBe(expected);
  });
});

describe('withRetries', () => {
  const failing = (failure: ProviderFailure, succeedAt = Number.POSITIVE_INFINITY) => {
    const attempts = { count: 0 };
    const attempt = () => {
      attempts.count += 1;
      return attempts.count >= succeedAt ? Promise.resolve('done') : Promise.reject(failure);
    };
    return { attempts, attempt };
  };
  const busy = (retryAfterMs: number) => ProviderFailure.unavailable('rate_limited', 'busy', retryAfterMs);

  it('tries three times in all', async () => {
    const { attempts, attempt } = failing(busy(1));
    await expect(withRetries(attempt)).rejects.toThrow('busy');
    expect(attempts.count).toBe(3);
  });

  it('answers with the first success', async () => {
    const { attempts, attempt } = failing(busy(1), 2);
    expect(await withRetries(attempt)).toBe('done');
    expect(attempts.count).toBe(2);
  });

  it('does not wait for longer than a minute, but says how long the provider asked for', async () => {
    const { attempts, attempt } = failing(busy(MAX_RETRY_AFTER_MS + 1));
    await expect(withRetries(attempt)).rejects.toMatchObject({ error: { details: { retryAfter: 61 } } });
    expect(attempts.count).toBe(1);
  });

  it('does not repeat what cannot pass by itself', async () => {
    const { attempts, attempt } = failing(ProviderFailure.unavailable('credentials', 'no'));
    await expect(withRetries(attempt)).rejects.toThrow('no');
    expect(attempts.count).toBe(1);
  });

  it('ends the pause at once when it is stopped', async () => {
    const stop = new AbortController();
    const { attempts, attempt } = failing(busy(MAX_RETRY_AFTER_MS));
    const result = withRetries(attempt, stop.signal);
    setImmediate(() => stop.abort());
    await expect(result).rejects.toMatchObject({ kind: 'aborted', error: { code: 'cancelled' } });
    expect(attempts.count).toBe(1);
  });
});
