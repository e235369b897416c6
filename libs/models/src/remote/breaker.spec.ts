import { UnavailableError } from '@muster/platform';
import { Breaker } from './breaker';

const breakerAt = (failures = 3) => {
  const clock = { ms: 1_000_000 };
  return { clock, breaker: new Breaker('acme', { failures, cooldownMs: 10_000, now: () => clock.ms }) };
};

const fail = (breaker: Breaker, times: number) => {
  for (let n = 0; n < times; n += 1) {
    breaker.enter();
    breaker.failed();
  }
};

describe('Breaker', () => {
  it('opens after so many failures in a row, and says when to come back', () => {
    const { breaker, clock } = breakerAt();
    fail(breaker, 3);
    clock.ms += 4_000;
    expect(breaker.state).toBe('open');
    expect(() => breaker.enter()).toThrow(UnavailableError);
    expect(() => breaker.enter()).toThrow(
      expect.objectContaining({ details: { reason: 'breaker_open', retryAfter: 6 } }) as Error,
    );
  });

  it('counts only failures without a success between them', () => {
    const { breaker } = breakerAt();
    fail(breaker, 2);
    breaker.enter();
    breaker.succeeded();
    fail(breaker, 2);
    expect(breaker.state).toBe('closed');
  });

  it('forgets failures that lie more than a minute apart', () => {
    const { breaker, clock } = breakerAt();
    fail(breaker, 2);
    clock.ms += 61_000;
    fail(breaker, 2);
    expect(breaker.state).toBe('closed');
  });

  it('lets one call try after the cooldown and keeps the others out meanwhile', () => {
    const { breaker, clock } = breakerAt();
    fail(breaker, 3);
    clock.ms += 10_000;
    expect(breaker.state).toBe('half_open');
    breaker.enter();
    expect(() => breaker.enter()).toThrow(UnavailableError);
    breaker.succeeded();
    expect(breaker.state).toBe('closed');
  });

  it('opens again for a whole cooldown when the trying call fails', () => {
    const { breaker, clock } = breakerAt();
    fail(breaker, 3);
    clock.ms += 10_000;
    fail(breaker, 1);
    clock.ms += 9_999;
    expect(breaker.state).toBe('open');
    clock.ms += 1;
    expect(breaker.state).toBe('half_open');
  });

  it('lets the next call try when the trying one was stopped', () => {
    const { breaker, clock } = breakerAt();
    fail(breaker, 3);
    clock.ms += 10_000;
    breaker.enter();
    breaker.left();
    expect(() => breaker.enter()).not.toThrow();
  });
});
