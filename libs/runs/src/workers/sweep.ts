import { Injectable, Logger } from '@nestjs/common';
import { Pool } from 'pg';
import { DataSource } from 'typeorm';
import type { Run } from '../run/run.entity';
import { type RunRow, toRun } from '../run/run.row';
import { RunStore, within } from '../run/run-store';
import { ShutOuts } from './shut-outs';

const EVERY_MS = 400;
const BATCH = 500;
/** In sweeps. */
const STRANDED_EVERY = 2;
/** In sweeps: about every five seconds, as long as a process may believe what it knows of people. */
const SHUT_OUT_EVERY = 12;

const requeue = (select: string, reason: string): string => `
WITH due AS (${select} LIMIT ${BATCH} FOR UPDATE OF r SKIP LOCKED), changed AS (
  UPDATE run r SET status = 'queued', worker_id = NULL, waiting_for = NULL, wake_at = NULL, wakes = r.wakes + 1,
    retries = r.retries + due.strikes, queued_at = now(), event_seq = r.event_seq + 1, updated_at = now()
  FROM due WHERE r.id = due.id RETURNING r.*
), told AS (
  INSERT INTO run_event (run_id, seq, org_id, user_id, type, data)
  SELECT id, event_seq, org_id, user_id, 'run.queued', '{"reason":"${reason}"}' FROM changed
)
SELECT * FROM changed`;

const LAPSED_SQL = requeue(
  `SELECT r.id, 1 AS strikes FROM run r LEFT JOIN worker w ON w.id = r.worker_id
   WHERE r.status = 'running' AND (w.id IS NULL OR w.lease_until <= now())`,
  'worker_lost',
);

const TIMERS_SQL = requeue(
  `SELECT r.id, 0 AS strikes FROM run r WHERE r.status = 'waiting' AND r.wake_at <= now()`,
  'timer',
);

/** A run that takes its worker down every time must not do so for ever. */
const POISON_SQL = `
WITH changed AS (
  UPDATE run r SET status = 'failed', finished_at = now(), event_seq = event_seq + 1,
    error = '{"code":"internal","message":"its worker died again and again while executing it","reason":"worker_lost"}'
  WHERE r.status = 'queued' AND r.retries >= 10 RETURNING r.*
), told AS (
  INSERT INTO run_event (run_id, seq, org_id, user_id, type, data)
  SELECT id, event_seq, org_id, user_id, 'run.failed', jsonb_build_object('error', error) FROM changed
)
SELECT * FROM changed`;

/** Accepted, committed, and never seen by the queue: a crash between commit and hand-over, or an emptied Redis. */
const STRANDED_SQL = `
SELECT * FROM run WHERE status = 'queued' AND queued_at < now() - interval '1500 milliseconds'
ORDER BY queued_at LIMIT 200`;

/**
 * Brings back what has no worker: lapsed leases, due timers, rows that the queue has lost. Ends what runs for people who
 * are shut out.
 */
@Injectable()
export class Sweep {
  private readonly logger = new Logger(Sweep.name);
  private timer?: NodeJS.Timeout;
  private round = 0;
  private stopped = false;

  constructor(
    private readonly pool: Pool,
    private readonly source: DataSource,
    private readonly store: RunStore,
    private readonly shutOuts: ShutOuts,
  ) {}

  start(): void {
    const again = () => {
      if (!this.stopped) this.timer = setTimeout(() => void this.sweep().finally(again), EVERY_MS);
    };
    again();
  }

  stop(): void {
    this.stopped = true;
    clearTimeout(this.timer);
  }

  /** One look at everything. Several processes may sweep at once: each row is taken by one of them. */
  async sweep(): Promise<void> {
    this.round += 1;
    try {
      await this.move('run_sweep_lapsed', LAPSED_SQL);
      await this.move('run_sweep_timers', TIMERS_SQL);
      await this.failPoisonous();
      if (this.round % STRANDED_EVERY === 0) await this.requeueStranded();
      if (this.round % SHUT_OUT_EVERY === 0) await this.shutOuts.sweep();
    } catch (error) {
      this.logger.warn(`sweep failed: ${String(error)}`);
    }
  }

  private async move(name: string, text: string): Promise<void> {
    const { rows } = await this.pool.query<RunRow>({ name, text });
    this.store.announce(rows.map(toRun));
  }

  private async failPoisonous(): Promise<void> {
    const touched = await this.source.transaction(async (manager) => {
      const target = within(manager);
      const failed = (await target.query(POISON_SQL, [])).rows.map(toRun);
      for (const run of failed) await this.store.tellParent(target, run);
      return failed;
    });
    this.store.announce(touched);
  }

  private async requeueStranded(): Promise<void> {
    const { rows } = await this.pool.query<RunRow>({ name: 'run_stranded', text: STRANDED_SQL });
    await this.store.enqueue(rows.map(toRun), { perJob: 1, again });
  }
}

/**
 * Handing over what is still in the queue does nothing, because the job's id names the waking. In case the queue
 * remembers a job that it can no longer deliver, the id changes: after 2, 4, 8… seconds, so that a long backlog
 * is not doubled again and again.
 */
const again = ({ queuedAt }: Run): number =>
  Math.max(0, Math.floor(Math.log2((Date.now() - queuedAt.getTime()) / 1_000)));
