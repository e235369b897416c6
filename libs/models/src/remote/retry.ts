import { setTimeout as sleep } from 'node:timers/promises';
import { ProviderFailure } from './provider-failure';

const TRIES = 3;
const BASE_DELAY_MS = 500;
const MAX_DELAY_MS = 8_000;

/** A provider that asks for a longer pause is not waited for: the caller is told when to come back. */
export const MAX_RETRY_AFTER_MS = 60_000;

/**
 * Up to three tries. Between them the pause that the provider asked for, else an exponential one with jitter.
 * Ends at once when `signal` fires, when the failure cannot pass by itself, or when the asked-for pause is too long.
 */
export async function withRetries<T>(attempt: () => Promise<T>, signal?: AbortSignal): Promise<T> {
  for (let tried = 1; ; tried += 1) {
    try {
      return await attempt();
    } catch (error) {
      const pause = error instanceof ProviderFailure && tried < TRIES ? pauseBefore(error, tried) : undefined;
      if (pause === undefined) throw error;
      await sleep(pause, undefined, { signal }).catch(() => {
        throw ProviderFailure.aborted();
      });
    }
  }
}

/** Undefined: no further try. */
function pauseBefore({ retry, retryAfterMs }: ProviderFailure, tried: number): number | undefined {
  if (!retry) return undefined;
  if (retryAfterMs !== undefined) return retryAfterMs <= MAX_RETRY_AFTER_MS ? retryAfterMs : undefined;
  const full = Math.min(MAX_DELAY_MS, BASE_DELAY_MS * 2 ** (tried - 1));
  return full / 2 + (Math.random() * full) / 2;
}

/** Milliseconds from `retry-after-ms`, or from `retry-after` in seconds or as a date. */
export function retryAfterOf(headers: Record<string, string> = {}, now = Date.now()): number | undefined {
  const exact = Number(headers['retry-after-ms'] ?? Number.NaN);
  if (exact >= 0) return exact;
  const value = headers['retry-after'];
  if (value === undefined) return undefined;
  const seconds = Number(value);
  if (seconds >= 0) return seconds * 1_000;
  const date = Date.parse(value);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}
