import { hostname } from 'node:os';
import { Injectable, Logger } from '@nestjs/common';
import { Pool } from 'pg';

/** A worker that has not renewed for this long counts as dead, and its runs go to others. */
const LEASE_MS = 2_000;
const RENEW_MS = 500;

/** Whether it had lapsed is read before the write, because the write takes its values from there. */
const RENEW_SQL = `
WITH before AS MATERIALIZED (
  SELECT coalesce((SELECT lease_until <= now() FROM worker WHERE id = $1), true) AS lapsed
)
INSERT INTO worker (id, host, pid, lease_until)
SELECT $1, $2, $3, now() + $4 * interval '1 millisecond' FROM before
ON CONFLICT (id) DO UPDATE SET lease_until = excluded.lease_until
RETURNING (SELECT lapsed FROM before) AS lapsed`;

/**
 * One lease for all runs of this process, renewed every half second. A worker that comes too late takes it up
 * again: runs that others took meanwhile are fenced off by their attempt, the rest it may keep.
 */
@Injectable()
export class WorkerLease {
  readonly workerId: string = crypto.randomUUID();
  private readonly logger = new Logger(WorkerLease.name);
  private readonly started = Promise.withResolvers<void>();
  private timer?: NodeJS.Timeout;

  constructor(private readonly pool: Pool) {}

  /** Resolves when the lease is a row: a run claimed earlier would count as held by a dead worker. */
  get ready(): Promise<void> {
    return this.started.promise;
  }

  /** `onLapsed` is called after a renewal that came too late: some runs may be somebody else's now. */
  async start(onLapsed: () => Promise<void>): Promise<void> {
    await this.renew();
    this.started.resolve();
    this.timer = setInterval(() => void this.tick(onLapsed), RENEW_MS);
  }

  /** Gives the lease back: whoever looks next takes what this worker still holds. */
  async stop(): Promise<void> {
    clearInterval(this.timer);
    await this.pool.query('DELETE FROM worker WHERE id = $1', [this.workerId]);
  }

  private async tick(onLapsed: () => Promise<void>): Promise<void> {
    try {
      if (!(await this.renew())) return;
      this.logger.warn('the lease had lapsed: looking which runs are still held');
      await onLapsed();
    } catch (error) {
      this.logger.warn(`lease not renewed: ${String(error)}`);
    }
  }

  /** Whether it had lapsed before. */
  private async renew(): Promise<boolean> {
    const values = [this.workerId, hostname(), process.pid, LEASE_MS];
    const { rows } = await this.pool.query<{ lapsed: boolean }>({
      name: 'worker_renew',
      text: RENEW_SQL,
      values,
    });
    return rows[0]?.lapsed ?? false;
  }
}
