import { Injectable } from '@nestjs/common';
import { isUUID } from 'class-validator';
import type { z } from 'zod';
import { type Actor, reachOf } from '@muster/identity';
import { NotFoundError } from '@muster/platform';
import { ApprovalsService, type RunScope, RunsService, StepsService } from '@muster/runs';
import { type RunDetailShape, toRunDetail } from './run.shapes';

const STEPS = 100;
const APPROVALS = 20;

/** Whoever may see, or steer, everybody's runs reaches those of the whole organization, others their own. */
export const scopeOf = (actor: Actor, verb: 'read' | 'write' = 'read'): RunScope =>
  reachOf(actor, `organization-runs:${verb}`);

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
