import { Injectable, Logger } from '@nestjs/common';
import { Pool } from 'pg';
import { DataSource } from 'typeorm';
import { DomainError } from '@muster/platform';
import type { Run } from '../run/run.entity';
import { type RunRow, toRun } from '../run/run.row';
import { RunStore, within } from '../run/run-store';
import type { Signal } from '../signals/signal.entity';
import { Claims } from '../commit/claims';
import { orRefused, Refused } from '../commit/refused';
import { type CommitOutcome, type RunCommit, RunWriter } from '../commit/run-writer';

/** Lets go of a run that this worker may no longer write. If nobody stopped it, it is queued again. */
const RELEASE_SQL = `
WITH held AS (
  SELECT id, status = 'running' AS hands_over FROM run
  WHERE id = $1 AND attempt = $2 AND worker_id IS NOT NULL FOR UPDATE
), changed AS (
  UPDATE run r SET worker_id = NULL, wakes = r.wakes + 1,
    status = CASE WHEN h.hands_over THEN 'queued' ELSE r.status END,
    queued_at = CASE WHEN h.hands_over THEN now() ELSE r.queued_at END,
    event_seq = r.event_seq + h.hands_over::int
  FROM held h WHERE r.id = h.id RETURNING r.*, h.hands_over
), told AS (
  INSERT INTO run_event (run_id, seq, org_id, user_id, type, data)
  SELECT id, event_seq, org_id, user_id, 'run.queued', '{"reason":"handed_over"}' FROM changed WHERE hands_over
)
SELECT * FROM changed`;

const HELD_SQL = `SELECT inbox FROM run WHERE id = $1 AND attempt = $2 AND status = 'running'`;

/** How runs leave a worker. */
@Injectable()
export class RunExits {
  private readonly logger = new Logger('Run');

  constructor(
    private readonly pool: Pool,
    private readonly source: DataSource,
    private readonly writer: RunWriter,
    private readonly store: RunStore,
    private readonly claims: Claims,
  ) {}

  /** The last commit of a stay. When a child ends, its parent gets the signal in the same transaction. */
  leave(run: Run, commit: RunCommit): Promise<CommitOutcome> {
    const ends = commit.transition?.to === 'succeeded' || commit.transition?.to === 'failed';
    if (!ends || !run.parentId) return this.writer.commit(commit);
    return this.leaveAsChild(run, commit);
  }

  /** Fresh signals while the run is still held under this attempt; undefined when it is not. */
  async reload(run: Run): Promise<{ signals: Signal[]; inbox: number } | undefined> {
    const { rows } = await this.pool.query<{ inbox: number }>(HELD_SQL, [run.id, run.attempt]);
    if (!rows[0]) return undefined;
    const recorded = await this.claims.recorded([run.id]);
    return { signals: recorded.get(run.id)?.signals ?? [], inbox: rows[0].inbox };
  }

  async release(run: Pick<Run, 'id' | 'attempt'>): Promise<void> {
    const { rows } = await this.pool.query<RunRow>(RELEASE_SQL, [run.id, run.attempt]);
    this.store.announce(rows.map(toRun));
  }

  report(run: Run, error: unknown): void {
    const known = error instanceof DomainError;
    this.logger[known ? 'debug' : 'error'](error instanceof Error ? error : String(error), { runId: run.id });
  }

  private leaveAsChild(run: Run, commit: RunCommit): Promise<CommitOutcome> {
    const { to, output = null, error = null } = commit.transition ?? { to: run.status };
    return orRefused(async () => {
      const parent = await this.source.transaction(async (manager) => {
        if ((await this.writer.commitWithin(manager, commit)) === 'refused') throw new Refused();
        return this.store.tellParent(within(manager), { ...run, status: to, output, error });
      });
      this.writer.announce(run.orgId, run.id);
      if (parent) this.store.announce([parent]);
    });
  }
}
