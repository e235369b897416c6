import { Injectable } from '@nestjs/common';
import { Pool } from 'pg';
import { Batcher, Hinter } from '@muster/platform';
import { Run } from '../run/run.entity';
import { toRun, type RunRow } from '../run/run.row';
import type { Signal } from '../signals/signal.entity';
import type { Step } from '../steps/step.entity';
import { WorkerLease } from '../workers/worker-lease';

/** A run with everything a worker needs to go on with it. */
export interface Claim {
  run: Run;
  steps: Step[];
  signals: Signal[];
}

/** A worker with a lapsed lease holds nothing; a paused run that was resumed waits until its old worker let go. */
const CLAIM_SQL = `
WITH claimed AS (
  UPDATE run r SET status = 'running', attempt = r.attempt + 1, worker_id = $2, waiting_for = NULL, wait_topics = '{}',
    wake_at = NULL, started_at = coalesce(r.started_at, now()), event_seq = r.event_seq + 1, updated_at = now()
  WHERE r.id = ANY ($1::uuid[]) AND r.status = 'queued'
    AND NOT EXISTS (SELECT 1 FROM worker w WHERE w.id = r.worker_id AND w.lease_until > now())
  RETURNING r.*
), told AS (
  INSERT INTO run_event (run_id, seq, org_id, user_id, type, data)
  SELECT id, event_seq, org_id, user_id, CASE WHEN attempt = 1 THEN 'run.started' ELSE 'run.resumed' END,
    jsonb_build_object('attempt', attempt)
  FROM claimed
), released AS (
  DELETE FROM budget_hold h USING claimed c WHERE h.run_id = c.id
)
SELECT * FROM claimed`;

const STEPS_SQL = `
SELECT run_id AS "runId", key, seq, kind, name, status, attempt, input, output, error, cost_usd AS "costUsd",
  started_at AS "startedAt", finished_at AS "finishedAt"
FROM run_step WHERE run_id = ANY ($1::uuid[]) ORDER BY run_id, seq`;

const SIGNALS_SQL = `
SELECT run_id AS "runId", seq, topic, payload, consumed_by AS "consumedBy", created_at AS "createdAt"
FROM run_signal WHERE run_id = ANY ($1::uuid[]) AND consumed_by IS NULL ORDER BY run_id, seq`;

/** Takes queued runs for this process's worker, many at once, and reads what is recorded of them. */
@Injectable()
export class Claims {
  private readonly batcher = new Batcher<string, Claim | undefined>((ids) => this.flush(ids), { max: 200 });

  constructor(
    private readonly pool: Pool,
    private readonly hinter: Hinter,
    private readonly lease: WorkerLease,
  ) {}

  /** Undefined when the run is not to be had: not queued, or still held by a live worker. */
  claim(runId: string): Promise<Claim | undefined> {
    return this.batcher.add(runId);
  }

  /** The runs that this worker still holds, with the attempt under which it does. */
  async held(): Promise<Map<string, number>> {
    const text = `SELECT id, attempt FROM run WHERE worker_id = $1 AND status = 'running'`;
    const { rows } = await this.pool.query<{ id: string; attempt: number }>(text, [this.lease.workerId]);
    return new Map(rows.map(({ id, attempt }) => [id, attempt]));
  }

  /** What is recorded of runs, without taking them. */
  async recorded(runIds: string[]): Promise<Map<string, { steps: Step[]; signals: Signal[] }>> {
    const result = new Map<string, { steps: Step[]; signals: Signal[] }>();
    if (runIds.length === 0) return result;
    const [steps, signals] = await Promise.all([
      this.pool.query<Step>({ name: 'run_steps', text: STEPS_SQL, values: [runIds] }),
      this.pool.query<Signal>({ name: 'run_signals', text: SIGNALS_SQL, values: [runIds] }),
    ]);
    for (const id of runIds) result.set(id, { steps: [], signals: [] });
    for (const step of steps.rows) result.get(step.runId)?.steps.push(step);
    for (const signal of signals.rows) result.get(signal.runId)?.signals.push(signal);
    return result;
  }

  private async flush(ids: string[]): Promise<(Claim | undefined)[]> {
    const values = [[...new Set(ids)], this.lease.workerId];
    const { rows } = await this.pool.query<RunRow>({ name: 'run_claim', text: CLAIM_SQL, values });
    const runs = rows.map(toRun);
    if (runs.length > 0) {
      this.hinter.hint('events.appended', {
        orgIds: [...new Set(runs.map(({ orgId }) => orgId))],
        runIds: runs.map(({ id }) => id),
      });
    }
    const used = runs.filter(({ stepCount, inbox }) => stepCount > 0 || inbox > 0).map(({ id }) => id);
    const recorded = await this.recorded(used);
    const claims = new Map(
      runs.map((run) => [run.id, { run, ...(recorded.get(run.id) ?? { steps: [], signals: [] }) }] as const),
    );
    return ids.map((id) => {
      const claim = claims.get(id);
      claims.delete(id);
      return claim;
    });
  }
}
