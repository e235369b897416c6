import { Injectable, Logger, OnApplicationShutdown } from '@nestjs/common';
import { createHash, randomUUID } from 'node:crypto';
import { Pool } from 'pg';
import type { Caller } from '../exchange';

/** While a request runs, its claim is renewed; when its process dies, the key is free again this much later. */
const LEASE_SECONDS = 30;
const RENEW_MS = 10_000;
const KEEP_HOURS = 24;
const SWEEP_MS = 10 * 60_000;

export interface KeyedRequest {
  caller: Caller;
  key: string;
  /** Method and path. */
  route: string;
  body: unknown;
}

/** The stored answer: what the handler returned, or what it threw, as JSON. */
export interface StoredAnswer {
  status: number;
  failed: boolean;
  response: string | null;
}

export type Claim =
  | { outcome: 'claimed'; claim: string }
  | { outcome: 'running' | 'other_request' }
  | { outcome: 'answered'; answer: StoredAnswer };

interface KeyRow extends StoredAnswer {
  route: string;
  body_hash: Buffer;
  status: number;
}

const CLAIM = {
  name: 'idempotency-claim',
  text: `INSERT INTO idempotency_key AS held (org_id, user_id, key, route, body_hash, claim, claimed_until, expires_at)
    VALUES ($1, $2, $3, $4, $5, $6, now() + make_interval(secs => $7), now() + make_interval(hours => $8))
    ON CONFLICT (org_id, user_id, key) DO UPDATE
    SET route = excluded.route, body_hash = excluded.body_hash, claim = excluded.claim, status = NULL, failed = false,
        response = NULL, claimed_until = excluded.claimed_until, created_at = now(), expires_at = excluded.expires_at
    WHERE held.expires_at < now()
       OR (held.status IS NULL AND held.claimed_until < now()
           AND held.route = excluded.route AND held.body_hash = excluded.body_hash)
    RETURNING claim`,
};

const LOOK = {
  name: 'idempotency-look',
  text: `SELECT route, body_hash, status, failed, response FROM idempotency_key
    WHERE org_id = $1 AND user_id = $2 AND key = $3`,
};

/** The first answer of every keyed request. A claim is an id of one execution: only its holder may answer. */
@Injectable()
export class IdempotencyStore implements OnApplicationShutdown {
  private readonly logger = new Logger(IdempotencyStore.name);
  private readonly held = new Set<string>();
  private readonly timers = [
    setInterval(() => void this.renew(), RENEW_MS).unref(),
    setInterval(() => void this.sweep(), SWEEP_MS).unref(),
  ];

  constructor(private readonly pool: Pool) {}

  async claim({ caller, key, route, body }: KeyedRequest): Promise<Claim> {
    const owner = [caller.orgId, caller.userId, key];
    const hash = createHash('sha256')
      .update(JSON.stringify(body ?? null))
      .digest();
    const claim = randomUUID();
    const claimed = await this.pool.query({
      ...CLAIM,
      values: [...owner, route, hash, claim, LEASE_SECONDS, KEEP_HOURS],
    });
    if (claimed.rowCount === 1) {
      this.held.add(claim);
      return { outcome: 'claimed', claim };
    }
    const [row] = (await this.pool.query<KeyRow>({ ...LOOK, values: owner })).rows;
    // Between the two statements the first request may have failed and let go of the key.
    if (!row) return { outcome: 'running' };
    if (row.route !== route || !row.body_hash.equals(hash)) return { outcome: 'other_request' };
    return (row.status as number | null) === null
      ? { outcome: 'running' }
      : { outcome: 'answered', answer: row };
  }

  /** Keeps the answer. A failure here costs the replay, not the answer itself. */
  async answer(claim: string, { status, failed, response }: StoredAnswer): Promise<void> {
    await this.let(
      claim,
      'UPDATE idempotency_key SET status = $2, failed = $3, response = $4 WHERE claim = $1',
      [status, failed, response],
    );
  }

  /** Forgets the key: the request failed in a way that another try may mend. */
  async release(claim: string): Promise<void> {
    await this.let(claim, 'DELETE FROM idempotency_key WHERE claim = $1 AND status IS NULL', []);
  }

  onApplicationShutdown(): void {
    for (const timer of this.timers) clearInterval(timer);
  }

  private async let(claim: string, text: string, values: unknown[]): Promise<void> {
    this.held.delete(claim);
    await this.attempt(text, [claim, ...values]);
  }

  private async renew(): Promise<void> {
    if (this.held.size === 0) return;
    await this.attempt(
      `UPDATE idempotency_key SET claimed_until = now() + make_interval(secs => $2)
       WHERE claim = ANY($1) AND status IS NULL`,
      [[...this.held], LEASE_SECONDS],
    );
  }

  private async sweep(): Promise<void> {
    await this.attempt('DELETE FROM idempotency_key WHERE expires_at < now()', []);
  }

  private async attempt(text: string, values: unknown[]): Promise<void> {
    try {
      await this.pool.query(text, values);
    } catch (error) {
      this.logger.warn(`idempotency keys: ${(error as Error).message}`);
    }
  }
}
