import { Injectable } from '@nestjs/common';
import { ApprovalRequests } from '../approvals/approval-requests';
import { Budgets } from '../commit/budgets';
import { Children } from './children';
import type { ExecutionPorts } from '../execution/execution-ports';
import { RunExits } from './run-exits';
import { RunWriter } from '../commit/run-writer';

/** The services of this process, as an execution sees them. */
@Injectable()
export class EnginePorts implements ExecutionPorts {
  constructor(
    readonly writer: RunWriter,
    readonly budgets: Budgets,
    readonly approvals: ApprovalRequests,
    readonly children: Children,
    readonly exits: RunExits,
  ) {}
}
