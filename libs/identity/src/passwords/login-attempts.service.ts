import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Pool } from 'pg';
import { ConflictError, Seldom } from '@muster/platform';
import { SecurityPolicy } from '../policy/security-policy.service';

/** $1 name, $2 failures that lock, $3 minutes of the window, $4 minutes of the lock. */
const RECORD_FAILURE = `
INSERT INTO login_attempt AS known (login_hash, failures, expires_at)
VALUES ($1, 1, now() + make_interval(mins => $3))
ON CONFLICT (login_hash) DO UPDATE SET
  failures = CASE WHEN known.expires_at <= now() THEN 1 ELSE known.failures + 1 END,
  expires_at = CASE
    WHEN known.expires_at <= now() THEN now() + make_interval(mins => $3)
    WHEN known.failures + 1 = $2 THEN now() + make_interval(mins => $4)
    ELSE known.expires_at
  END
RETURNING failures > $2 AS locked, ceil(extract(epoch FROM expires_at - now()))::int AS seconds`;

const FIND_LOCK = `
SELECT ceil(extract(epoch FROM expires_at - now()))::int AS seconds
FROM login_attempt WHERE login_hash = $1 AND failures >= $2 AND expires_at > now()`;

const FIND_FAILURES = 'SELECT failures FROM login_attempt WHERE login_hash = $1 AND expires_at > now()';

/** Answers the lock if there is one, and forgets the failures otherwise. */
const RECORD_SUCCESS = `
WITH forgotten AS (
  DELETE FROM login_attempt WHERE login_hash = $1 AND NOT (failures >= $2 AND expires_at > now())
)
${FIND_LOCK}`;

/**
 * Counts failed logins by name, whether or not the name exists, and locks after too many. An attempt counts when
 * it is settled: of a burst sent at once no more than the allowed number is told whether it was right.
 */
@Injectable()
export class LoginAttempts {
  private readonly purge = new Seldom(() =>
    this.pool.query('DELETE FROM login_attempt WHERE expires_at <= now()'),
  );

  constructor(
    private readonly pool: Pool,
    private readonly policy: SecurityPolicy,
  ) {}

  /** Throws when the name is locked. */
  async refuseLocked(login: string): Promise<void> {
    await this.refuseIf(FIND_LOCK, login);
  }

  /** Throws, as `failed` does, when the name was locked meanwhile. */
  async succeeded(login: string): Promise<void> {
    await this.refuseIf(RECORD_SUCCESS, login);
  }

  /** How many there were that are not forgotten. */
  async failures(login: string): Promise<number> {
    const { rows } = await this.pool.query<{ failures: number }>(FIND_FAILURES, [digest(login)]);
    return rows[0]?.failures ?? 0;
  }

  async failed(login: string): Promise<void> {
    const { lockout } = await this.policy.current();
    const { rows } = await this.pool.query<{ locked: boolean; seconds: number }>(RECORD_FAILURE, [
      digest(login),
      lockout.maxAttempts,
      lockout.windowMinutes,
      lockout.durationMinutes,
    ]);
    await this.purge.whenDue();
    if (rows[0]?.locked) throw locked(rows[0].seconds);
  }

  private async refuseIf(query: string, login: string): Promise<void> {
    const { lockout } = await this.policy.current();
    const { rows } = await this.pool.query<{ seconds: number }>(query, [digest(login), lockout.maxAttempts]);
    if (rows[0]) throw locked(rows[0].seconds);
  }
}

const digest = (login: string): Buffer => createHash('sha256').update(login).digest();

const locked = (seconds: number): ConflictError =>
  new ConflictError('Too many failed logins, the account is locked for a while', {
    reason: 'locked',
    retryAfter: seconds,
  });
