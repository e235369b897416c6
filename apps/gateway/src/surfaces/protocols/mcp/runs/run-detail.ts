import { Injectable } from '@nestjs/common';
import { isUUID } from 'class-validator';
import type { z } from 'zod';
import type { Actor } from '@muster/identity';
import { NotFoundError } from '@muster/platform';
import { ApprovalsService, type RunScope, RunsService, StepsService } from '@muster/runs';
import { type RunDetailShape, toRunDetail } from './run.shapes';

const STEPS = 100;
const APPROVALS = 20;

/** Administrators see the runs of their whole organization, others their own. */
export const scopeOf = ({ orgId, userId, role }: Actor): RunScope =>
  role === 'admin' ? { orgId } : { orgId, userId };

/** A run with what has been recorded of it and what it waits for, for tools and resources alike. */
@Injectable()
export class RunDetail {
  constructor(
    private readonly runs: RunsService,
    private readonly steps: StepsService,
    private readonly approvals: ApprovalsService,
  ) {}

  async of(actor: Actor, id: string): Promise<z.infer<typeof RunDetailShape>> {
    if (!isUUID(id)) throw new NotFoundError('run', id);
    const scope = scopeOf(actor);
    const run = await this.runs.get(scope, id);
    const [steps, { items }] = await Promise.all([
      this.steps.list(scope, run.id, { limit: STEPS }),
      this.approvals.list(scope, { runId: run.id, status: 'pending', limit: APPROVALS }),
    ]);
    return toRunDetail(run, steps, items);
  }
}
