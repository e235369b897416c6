import { Injectable } from '@nestjs/common';
import { DataSource, EntityManager } from 'typeorm';
import { mayWork, UserFactsService } from '@muster/identity';
import { ConflictError, InvalidError, NotFoundError } from '@muster/platform';
import { portable } from '../execution/portable';
import type { ProgramContract } from '../engine/program';
import { contractOf } from '../programs/contracts';
import type { Run } from '../run/run.entity';
import { type RunScope, RunStore, within } from '../run/run-store';
import { newRun } from '../run/runs.service';

export interface ForkRequest {
  /** Number or key of the last step that is taken over; 0: none. */
  step: number | string;
  /** Replaces the input. Recorded steps keep their results all the same. */
  input?: unknown;
  model?: string;
}

/** Effects without an outcome are not taken over: nobody knows whether they belong to this past. */
const COPY_STEPS_SQL = `
WITH copied AS (
  INSERT INTO run_step (run_id, key, seq, kind, name, status, attempt, input, output, error, started_at, finished_at)
  SELECT $2, key, seq, kind, name, status, 0, input, output, error, started_at, finished_at
  FROM run_step WHERE run_id = $1 AND seq <= $3 AND status <> 'started' RETURNING seq
)
UPDATE run SET step_count = coalesce((SELECT max(seq) FROM copied), 0), forked_from = $4::jsonb WHERE id = $2 RETURNING *`;

/** Branches a new run off a recorded one. */
@Injectable()
export class ForksService {
  constructor(
    private readonly store: RunStore,
    private readonly source: DataSource,
    private readonly facts: UserFactsService,
  ) {}

  /** The original stays as it is. The fork starts at once, without parent and budget. */
  async fork(scope: RunScope, id: string, request: ForkRequest): Promise<Run> {
    const origin = await this.store.get(scope, id);
    await this.assertOwnerMayWork(origin);
    const program = this.programOf(origin);
    const input = program.parse(portable(request.input ?? origin.input));
    const model = request.model ?? origin.model ?? undefined;
    const run = await this.source.transaction(async (manager) => {
      const last = await this.lastStep(manager, id, request.step);
      const row = newRun(origin, program, {
        input,
        title: origin.title,
        state: origin.state,
        ...(model && { model }),
      });
      const [added] = await this.store.insertWithin(within(manager), [row]);
      const forkedFrom = { run_id: id, step: last.key };
      await manager.query(COPY_STEPS_SQL, [id, row.id, last.seq, JSON.stringify(forkedFrom)]);
      return { ...(added as Run), forkedFrom, stepCount: last.seq };
    });
    this.store.announce([run]);
    return run;
  }

  /** An administrator may fork somebody else's run, which then works for them. */
  private async assertOwnerMayWork({ userId, orgId }: Run): Promise<void> {
    if (!mayWork(await this.facts.load(userId), orgId))
      throw new ConflictError('whoever the run works for may no longer work in the organization');
  }

  private programOf({ program, programVersion: version }: Run): ProgramContract {
    const contract = contractOf(program);
    if (contract) return contract;
    throw new ConflictError(`this installation has no program ${program} any more (version ${version})`);
  }

  private async lastStep(
    manager: EntityManager,
    runId: string,
    step: number | string,
  ): Promise<{ key: string; seq: number }> {
    if (step === 0) return { key: '', seq: 0 };
    const column = typeof step === 'number' ? 'seq' : 'key';
    const [row] = await manager.query<{ key: string; seq: number; status: string }[]>(
      `SELECT key, seq, status FROM run_step WHERE run_id = $1 AND ${column} = $2`,
      [runId, step],
    );
    if (!row) throw new NotFoundError('step', String(step));
    if (row.status === 'started')
      throw new InvalidError('this step has no outcome', { step: 'has no outcome' });
    return row;
  }
}
