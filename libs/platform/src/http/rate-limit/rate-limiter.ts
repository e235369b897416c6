import { Injectable, Logger } from '@nestjs/common';
import type { Response } from 'express';
import Redis from 'ioredis';
import { PlatformSettings } from '../../config/platform.settings';
import { LimitExceededError } from '../../errors/domain.errors';
import type { LimitClass } from '../endpoint.decorator';
import { HttpSettings } from '../http.settings';

const WINDOW_MS = 60_000;
const COMPLAIN_EVERY_MS = 30_000;

/**
 * Sliding window over two counters: what is left of the previous window counts in proportion.
 * KEYS: counter of this window, of the previous one. ARGV: limit, weight of the previous, life in ms.
 * Answers whether it was let in, and both counters.
 */
const TAKE = `
local previous = tonumber(redis.call('GET', KEYS[2]) or '0')
local current = tonumber(redis.call('GET', KEYS[1]) or '0')
if previous * tonumber(ARGV[2]) + current + 1 > tonumber(ARGV[1]) then
  return {0, previous, current}
end
current = redis.call('INCR', KEYS[1])
if current == 1 then
  redis.call('PEXPIRE', KEYS[1], ARGV[3])
end
return {1, previous, current}
`;

interface Script {
  takeOne(
    current: string,
    previous: string,
    limit: number,
    weight: number,
    life: number,
  ): Promise<[allowed: 0 | 1, previous: number, current: number]>;
}

/** Whose requests are counted together. */
export interface LimitSubject {
  kind: 'address' | 'user' | 'key' | 'login' | 'register';
  id: string;
  /** Of this one alone, instead of what holds for all of the kind. */
  limit?: number;
}

/** Requests a minute, counted in Redis across all gateways. Without Redis everybody is let in. */
@Injectable()
export class RateLimiter {
  private readonly logger = new Logger(RateLimiter.name);
  private readonly script: Script;
  private readonly limits: Record<LimitSubject['kind'], number>;
  private complainedAt = 0;

  constructor(
    redis: Redis,
    private readonly settings: HttpSettings,
    private readonly platform: PlatformSettings,
  ) {
    redis.defineCommand('takeOne', { numberOfKeys: 2, lua: TAKE });
    this.script = redis as unknown as Script;
    this.limits = {
      address: settings.rateLimitAddress,
      user: settings.rateLimitUser,
      key: settings.rateLimitUser,
      login: settings.rateLimitLogin,
      register: settings.rateLimitRegister,
    };
  }

  /** From now on, instead of what the environment says. */
  adjust(kind: LimitSubject['kind'], limit: number): void {
    this.limits[kind] = limit;
  }

  get on(): boolean {
    return this.settings.rateLimit;
  }

  /** Counts one request, writes the limit headers, and throws `LimitExceededError` when it is one too many. */
  async take(subject: LimitSubject, response: Response, now = Date.now()): Promise<void> {
    const { kind, id, limit = this.limits[kind] } = subject;
    const slot = Math.floor(now / WINDOW_MS);
    const elapsed = now % WINDOW_MS;
    const key = (index: number): string => `${this.platform.redisPrefix}:limit:{${kind}:${id}}:${index}`;
    const weight = 1 - elapsed / WINDOW_MS;
    try {
      const [allowed, previous, current] = await this.script.takeOne(
        key(slot),
        key(slot - 1),
        limit,
        weight,
        2 * WINDOW_MS,
      );
      const wait = allowed ? 0 : waitFor(limit, previous, current, elapsed);
      this.tell(response, limit, limit - previous * weight - current, wait || WINDOW_MS - elapsed);
      if (allowed) return;
      throw new LimitExceededError('Too many requests', {
        reason: 'rate',
        retryAfter: Math.ceil(wait / 1_000),
      });
    } catch (error) {
      if (error instanceof LimitExceededError) throw error;
      this.complain(error as Error);
    }
  }

  private tell(response: Response, limit: number, remaining: number, resetMs: number): void {
    const left = Math.max(0, Math.floor(remaining));
    const seconds = Math.ceil(resetMs / 1_000);
    response.setHeader('RateLimit-Limit', limit);
    response.setHeader('RateLimit-Remaining', left);
    response.setHeader('RateLimit-Reset', seconds);
    response.setHeader('X-RateLimit-Limit', limit);
    response.setHeader('X-RateLimit-Remaining', left);
    response.setHeader('X-RateLimit-Reset', Math.ceil(Date.now() / 1_000) + seconds);
  }

  private complain(error: Error): void {
    if (Date.now() - this.complainedAt < COMPLAIN_EVERY_MS) return;
    this.complainedAt = Date.now();
    this.logger.warn(`rate limits are not enforced: ${error.message}`);
  }
}

/** Milliseconds until one more request fits. */
function waitFor(limit: number, previous: number, current: number, elapsed: number): number {
  const room = limit - 1;
  if (current <= room) return Math.max(1, WINDOW_MS * (1 - (room - current) / previous) - elapsed);
  return WINDOW_MS - elapsed + WINDOW_MS * (1 - room / current);
}

/** Logins and registrations are counted by address, whoever the caller says to be. */
export const subjectOf = (limit: LimitClass, address: string, caller?: LimitSubject): LimitSubject => {
  if (limit === 'login' || limit === 'register') return { kind: limit, id: address };
  return caller ?? { kind: 'address', id: address };
};
