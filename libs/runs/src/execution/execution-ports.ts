import type { Run } from '../run/run.entity';
import type { Signal } from '../signals/signal.entity';
import type { ApprovalRequest } from './run-context';
import type { CommitOutcome, RunCommit, RunWriter } from '../commit/run-writer';

export interface ChildRequest {
  id: string;
  program: string;
  input: unknown;
  budgetUsd?: number;
  title?: string;
}

/** What an execution needs of the services around it. */
export interface ExecutionPorts {
  writer: Pick<RunWriter, 'commit'>;
  exits: {
    leave(run: Run, commit: RunCommit): Promise<CommitOutcome>;
    reload(run: Run): Promise<{ signals: Signal[]; inbox: number } | undefined>;
    /** For the log of the process. */
    report(run: Run, error: unknown): void;
  };
  approvals: {
    request(
      run: Run,
      key: string,
      request: ApprovalRequest,
      commit: (id: string) => RunCommit,
    ): Promise<CommitOutcome>;
  };
  children: {
    spawn(run: Run, request: ChildRequest, commit: RunCommit): Promise<CommitOutcome>;
  };
  budgets: {
    hold(run: Run, key: string, usd: number): Promise<{ payerId: string; shortByUsd: number } | undefined>;
    settle(run: Run, key: string, usd: number, commit: RunCommit): Promise<CommitOutcome>;
    /** Whether a hold may exist that a commit must release. */
    mayHold(run: Run): boolean;
  };
}
