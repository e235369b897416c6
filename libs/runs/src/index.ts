import type { MigrationClass } from '@muster/platform';
import { Runs1764000300000 } from './migrations/1764000300000-runs';
import { OrganizationEvents1796050000001 } from './migrations/1796050000001-organization-events';
import { OpenRuns1796070000000 } from './migrations/1796070000000-open-runs';

export { Approval, type ApprovalStatus } from './approvals/approval.entity';
export { ApprovalsService, type Decision } from './approvals/approvals.service';
export { RunEngine } from './engine/engine.service';
export { implement, type Program, type ProgramContract, Programs } from './engine/program';
export type { ApprovalDecision, ChildRun, EffectPolicy, Received, RunContext } from './execution/run-context';
export { RunEvent } from './events/event.entity';
export { type EventSink, EventStreams, type StartFrom } from './events/event-streams';
export { RunEventsModule } from './events/events.module';
export { type FeedEvent, isOfRun, type OrgEvent } from './events/feed-event';
export { OrgEvents, OrgEventsModule, type OrgFact, type Tell } from './events/org-events';
export { type ForkRequest, ForksService } from './forks/forks.service';
export { ReplayRequests } from './replay/replay-requests';
export type { RunLook } from './run/run-look';
export { type ForkOrigin, Run } from './run/run.entity';
export { isFinal, RUN_STATUSES, type RunStatus, WAIT_REASONS, type WaitReason } from './run/run.status';
export type { RunScope } from './run/run-store';
export { type RunFilter, type RunOwner, RunsService, type RunStart } from './run/runs.service';
export { type OwnedStart, RunsWithin } from './run/runs-within';
export { RunEngineModule, RunsModule } from './runs.module';
export { Step, type StepStatus } from './steps/step.entity';
export { StepsService } from './steps/steps.service';

export const runsMigrations: MigrationClass[] = [
  Runs1764000300000,
  OrganizationEvents1796050000001,
  OpenRuns1796070000000,
];
export { AGENT, type AgentInput } from './programs/agent.contract';
export { CHAIN, type ChainInput } from './programs/chain.contract';
export { publicProgram } from './programs/contracts';
export { AGENT_TASK, type AgentTaskInput, type Supervision } from './programs/agent-task.contract';
export { TASK, type TaskInput } from './programs/task.contract';
