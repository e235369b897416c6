import { hostname } from 'node:os';
import { Injectable, Logger } from '@nestjs/common';
import { Pool } from 'pg';

/** A worker that has not renewed for this long is dead, and its runs go to others. */
const LEASE_MS = 2_000;
const RENEW_MS = 500;

/**
 * One lease for all runs of this process, renewed every half second. A worker that finds its own lease lapsed
 * (a long stall, a lost database) must assume that others run its runs by now.
 */
@Injectable()
export class WorkerLease {
  private readonly logger = new Logger(WorkerLease.name);
  private current = crypto.randomUUID() as string;
  private timer?: NodeJS.Timeout;
  private onLost: () => void = () => undefined;
  private readonly started = Promise.withResolvers<void>();

  constructor(private readonly pool: Pool) {}

  get workerId(): string {
    return this.current;
  }

  /** Resolves when the lease is a row: a run claimed earlier would count as held by a dead worker. */
  get ready(): Promise<void> {
    return this.started.promise;
  }

  async start(onLost: () => void): Promise<void> {
    this.onLost = onLost;
    await this.register();
    this.started.resolve();
    this.timer = setInterval(() => void this.renew(), RENEW_MS);
  }

  /** Gives the lease back: whoever looks next takes what this worker still holds. */
  async stop(): Promise<void> {
    clearInterval(this.timer);
    await this.pool.query('DELETE FROM worker WHERE id = $1', [this.current]);
  }

  private async register(): Promise<void> {
    await this.pool.query(
      `INSERT INTO worker (id, host, pid, lease_until) VALUES ($1, $2, $3, now() + $4 * interval '1 millisecond')`,
      [this.current, hostname(), process.pid, LEASE_MS],
    );
  }

  private async renew(): Promise<void> {
    try {
      const { rowCount } = await this.pool.query({
        name: 'worker_renew',
        text: `UPDATE worker SET lease_until = now() + $2 * interval '1 millisecond' WHERE id = $1 AND lease_until > now()`,
        values: [this.current, LEASE_MS],
      });
      if (rowCount === 0) await this.replace();
    } catch (error) {
      this.logger.warn(`lease not renewed: ${String(error)}`);
    }
  }

  private async replace(): Promise<void> {
    this.logger.warn('lease lost: letting go of all runs');
    this.current = crypto.randomUUID();
    this.onLost();
    await this.register();
  }
}
