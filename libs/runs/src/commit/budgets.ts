import { Injectable } from '@nestjs/common';
import { DataSource, EntityManager } from 'typeorm';
import type { Run } from '../run/run.entity';
import { type CommitOutcome, type RunCommit, RunWriter } from './run-writer';

/** The budgets above a run, locked from the root down, so that two calls can never both see the same rest. */
const PAYERS_SQL = `
SELECT r.id, r.budget_usd - r.spent_usd - coalesce((SELECT sum(h.usd) FROM budget_hold h WHERE h.payer_id = r.id), 0) AS rest
FROM run r WHERE r.id = ANY ($1::uuid[]) AND r.budget_usd IS NOT NULL
ORDER BY array_position($1::uuid[], r.id) FOR UPDATE OF r`;

/** Holds: the worst case of a call is reserved before it and settled after. A child draws on every budget above it. */
@Injectable()
export class Budgets {
  constructor(
    private readonly source: DataSource,
    private readonly writer: RunWriter,
  ) {}

  /** Runs outside any tree and without a budget of their own never touch these tables. */
  mayHold(run: Run): boolean {
    return run.budgetUsd !== null || run.ancestry.length > 1;
  }

  /** Undefined when the amount is reserved; otherwise the budget that lacks it. */
  hold(run: Run, key: string, usd: number): Promise<{ payerId: string; shortByUsd: number } | undefined> {
    if (!this.mayHold(run)) return Promise.resolve(undefined);
    return this.source.transaction(async (manager) => {
      const payers = await manager.query<{ id: string; rest: number }[]>(PAYERS_SQL, [run.ancestry]);
      const short = payers.find(({ rest }) => rest < usd);
      if (short) return { payerId: short.id, shortByUsd: usd - short.rest };
      await manager.query(
        `INSERT INTO budget_hold (run_id, step_key, payer_id, usd) SELECT $1, $2, unnest($3::uuid[]), $4
         ON CONFLICT (run_id, step_key, payer_id) DO UPDATE SET usd = excluded.usd`,
        [run.id, key, payers.map(({ id }) => id), usd],
      );
      return undefined;
    });
  }

  /** Replaces the hold by what the step did cost, together with the step. */
  async settle(run: Run, key: string, usd: number, commit: RunCommit): Promise<CommitOutcome> {
    if (!this.mayHold(run)) return this.writer.commit(commit);
    const outcome = await this.source.transaction(async (manager) => {
      await this.chargeAncestors(manager, run, usd);
      await manager.query('DELETE FROM budget_hold WHERE run_id = $1 AND step_key = $2', [run.id, key]);
      return this.writer.commitWithin(manager, commit);
    });
    this.writer.announce(run.orgId, run.id);
    return outcome;
  }

  /** Locks from the root down like everybody else; the run's own share is part of its commit. */
  private async chargeAncestors(manager: EntityManager, run: Run, usd: number): Promise<void> {
    await manager.query(
      'SELECT 1 FROM run WHERE id = ANY ($1::uuid[]) ORDER BY array_position($1::uuid[], id) FOR UPDATE',
      [run.ancestry],
    );
    if (usd > 0) {
      await manager.query('UPDATE run SET spent_usd = spent_usd + $2 WHERE id = ANY ($1::uuid[])', [
        run.ancestry.slice(0, -1),
        usd,
      ]);
    }
  }
}
