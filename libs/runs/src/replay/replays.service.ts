import { Injectable } from '@nestjs/common';
import { Pool } from 'pg';
import type { ReplayReport } from '@muster/contracts';
import { InvalidError, NotFoundError } from '@muster/platform';
import { type RunRow, toRun } from '../run/run.row';
import { Claims } from '../commit/claims';
import { Programs } from '../engine/program';
import { replay } from './replay';

/** Answers the question `runs.replay` in a process that has the programs. */
@Injectable()
export class ReplaysService {
  constructor(
    private readonly pool: Pool,
    private readonly claims: Claims,
    private readonly programs: Programs,
  ) {}

  /** The asker has checked whose run it is. */
  async replay(runId: string): Promise<ReplayReport> {
    const { rows } = await this.pool.query<RunRow>('SELECT * FROM run WHERE id = $1', [runId]);
    if (!rows[0]) throw new NotFoundError('run', runId);
    const run = toRun(rows[0]);
    const program = this.programs.get(run.program);
    if (!program) throw new InvalidError(`this installation has no program ${run.program}`);
    const recorded = await this.claims.recorded([runId]);
    return replay(run, recorded.get(runId)?.steps ?? [], program);
  }
}
