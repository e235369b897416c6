import type { Run } from '../run/run.entity';
import type { Signal } from '../signals/signal.entity';
import type { ApprovalRequest } from './run-context';
import type { CommitOutcome, RunCommit, RunWriter } from './run-writer';

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
  /** Writes a commit that takes the run off the worker; a child's end reaches its parent in the same transaction. */
  leave(run: Run, commit: RunCommit): Promise<CommitOutcome>;
  /** Fresh signals while the run is still held under this attempt; undefined when it is not. */
  reload(run: Run): Promise<{ signals: Signal[]; inbox: number } | undefined>;
  /** For the log of the process. */
  report(run: Run, error: unknown): void;
  approvals: {
    /** Stores the question together with the commit made from its id. */
    request(
      run: Run,
      key: string,
      request: ApprovalRequest,
      commit: (id: string) => RunCommit,
    ): Promise<CommitOutcome>;
  };
  children: {
    /** Creates the child together with the parent's commit, and queues it. */
    spawn(run: Run, request: ChildRequest, commit: RunCommit): Promise<CommitOutcome>;
  };
  budgets: {
    hold(run: Run, key: string, usd: number): Promise<{ payerId: string; shortByUsd: number } | undefined>;
    settle(run: Run, key: string, usd: number, commit: RunCommit): Promise<CommitOutcome>;
    /** Whether a hold may exist that a commit must release. */
    mayHold(run: Run): boolean;
  };
}
