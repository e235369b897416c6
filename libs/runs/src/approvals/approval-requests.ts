import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { canonicalHash } from '../execution/journal';
import { orRefused, Refused } from '../commit/refused';
import type { ApprovalRequest } from '../execution/run-context';
import { type CommitOutcome, type RunCommit, RunWriter } from '../commit/run-writer';
import type { Run } from '../run/run.entity';
import { Approval } from './approval.entity';

/** The asking side of approvals. */
@Injectable()
export class ApprovalRequests {
  constructor(
    private readonly source: DataSource,
    private readonly writer: RunWriter,
  ) {}

  /** The question, the step that waits for it and the event, or nothing. */
  request(
    run: Run,
    key: string,
    { action, args, diff }: ApprovalRequest,
    commit: (id: string) => RunCommit,
  ): Promise<CommitOutcome> {
    const id = crypto.randomUUID();
    const { orgId, userId } = run;
    const row = {
      id,
      orgId,
      userId,
      runId: run.id,
      stepKey: key,
      action,
      args: args as object,
      diff: diff ?? null,
    };
    return orRefused(async () => {
      await this.source.transaction(async (manager) => {
        if ((await this.writer.commitWithin(manager, commit(id))) === 'refused') throw new Refused();
        await manager.insert(Approval, {
          ...row,
          argsHash: canonicalHash({ action, args }),
          status: 'pending',
        });
      });
      this.writer.announce(run.orgId, run.id);
    });
  }
}
