import { Injectable } from '@nestjs/common';
import { Pool } from 'pg';
import { LimitExceededError, networkOf, Seldom } from '@muster/platform';

const ALLOWED = 5;
const WINDOW_SECONDS = 60;
const WINDOW = `interval '${WINDOW_SECONDS} seconds'`;

/** Counts the attempt as failed before anybody looks at it, if there is still room for one. */
const BEGIN = `
INSERT INTO job_door_attempt AS known (address, failures, expires_at)
VALUES ($1, ARRAY[clock_timestamp()], now() + ${WINDOW})
ON CONFLICT (address) DO UPDATE SET
  failures = ARRAY(SELECT at FROM unnest(known.failures) AS at WHERE at > now() - ${WINDOW}) || clock_timestamp(),
  expires_at = now() + ${WINDOW}
WHERE (SELECT count(*) FROM unnest(known.failures) AS at WHERE at > now() - ${WINDOW}) < ${ALLOWED}
RETURNING failures[cardinality(failures)]::text AS at`;

const FORGIVE = `
UPDATE job_door_attempt SET failures = array_remove(failures, $2::timestamptz) WHERE address = $1`;

/**
 * At most five failed attempts a minute from one address, in all processes together: of a burst sent at once no more
 * than five are told whether they were right. The networks that IPv6 gives to everybody count as one address.
 */
@Injectable()
export class JobDoorAttempts {
  private readonly purge = new Seldom(() =>
    this.pool.query('DELETE FROM job_door_attempt WHERE expires_at <= now()'),
  );

  constructor(private readonly pool: Pool) {}

  /** Answers what takes the attempt back. Throws `LimitExceededError`. */
  async begin(address: string): Promise<() => Promise<void>> {
    await this.purge.whenDue();
    const counted = networkOf(address);
    const { rows } = await this.pool.query<{ at: string }>(BEGIN, [counted]);
    const at = rows[0]?.at;
    if (at === undefined)
      throw new LimitExceededError('Too many attempts. Try again in a minute.', {
        reason: 'rate',
        retryAfter: WINDOW_SECONDS,
      });
    return async () => {
      await this.pool.query(FORGIVE, [counted, at]);
    };
  }
}
