import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { DataSource, EntityManager, Repository } from 'typeorm';
import { ConflictError, NotFoundError, type Page } from '@muster/platform';
import { pageAfter } from '../run/page';
import { Run } from '../run/run.entity';
import { type RunScope, RunStore, within } from '../run/run-store';
import { Approval, type ApprovalStatus } from './approval.entity';

export interface Decision {
  approved: boolean;
  note?: string;
}

/** The answering side of approvals. */
@Injectable()
export class ApprovalsService {
  constructor(
    @InjectRepository(Approval) private readonly rows: Repository<Approval>,
    private readonly source: DataSource,
    private readonly store: RunStore,
  ) {}

  /** Newest first, of one run or of all. A run that is unknown or somebody else's is `NotFoundError`. */
  async list(
    scope: RunScope,
    filter: { runId?: string; status?: ApprovalStatus; cursor?: string; limit: number },
  ): Promise<Page<Approval>> {
    const { runId, status } = filter;
    if (runId && !(await this.source.getRepository(Run).existsBy({ ...scope, id: runId })))
      throw new NotFoundError('run', runId);
    const query = this.rows
      .createQueryBuilder('approval')
      .where({ ...scope, ...(runId && { runId }), ...(status && { status }) });
    return pageAfter(query, 'approval', filter);
  }

  /** Decides once: the second decision conflicts. The run gets the answer in the same transaction. */
  async decide(
    scope: RunScope & { runId?: string },
    decidedBy: string,
    id: string,
    decision: Decision,
  ): Promise<Approval> {
    const approval = await this.rows.findOneBy({ ...scope, id });
    if (!approval) throw new NotFoundError('approval', id);
    const run = await this.source.transaction((manager) =>
      this.write(manager, approval, decidedBy, decision),
    );
    if (run) this.store.announce([run]);
    return this.rows.findOneByOrFail({ id });
  }

  private async write(
    manager: EntityManager,
    { id, runId, stepKey, action, args }: Approval,
    decidedBy: string,
    { approved, note }: Decision,
  ): Promise<Run | undefined> {
    const status = approved ? 'approved' : 'rejected';
    const { affected } = await manager.update(
      Approval,
      { id, status: 'pending' },
      { status, note: note ?? null, decidedBy, decidedAt: new Date() },
    );
    if (!affected) throw new ConflictError('this approval has been decided already');
    if (approved && action === 'budget.raise')
      await raiseBudget(manager, args as { run_id: string; by_usd: number });
    return this.store.signal(within(manager), runId, {
      topic: `approval:${stepKey}`,
      payload: { approved, ...(note && { note }) },
      event: 'approval.decided',
      data: { approval_id: id, key: stepKey, action, approved },
    });
  }
}

/** What was approved is the raise itself, so it happens with the decision. */
const raiseBudget = (
  manager: EntityManager,
  { run_id, by_usd }: { run_id: string; by_usd: number },
): Promise<unknown> =>
  manager.query('UPDATE run SET budget_usd = budget_usd + $2 WHERE id = $1', [run_id, by_usd]);
