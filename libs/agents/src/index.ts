import type { MigrationClass } from '@muster/platform';
import { AgentTasks1796090000000 } from './migrations/1796090000000-agent-tasks';
import { Agents1796050000000 } from './migrations/1796050000000-agents';

export { AgentPolicy } from './agent.policy';
export { Agent, AUTONOMY_LEVELS, type AutonomyLevel, type EnabledTools } from './agents/agent.entity';
export type { AgentChange, AgentInput } from './agents/agent-input';
export {
  AGENT_STATUSES,
  type AgentStatus,
  SETTABLE_STATUSES,
  type SettableStatus,
} from './agents/agent.status';
export { type AgentFilter, AgentsService } from './agents/agents.service';
export { AgentsModule, WorkerWatchModule } from './agents.module';
export { type Heartbeat, Heartbeats } from './workers/heartbeats.service';
export { AgentWorker } from './workers/worker.entity';
export {
  REPORTED_STATUSES,
  type ReportedStatus,
  type Standing,
  WORKER_STATUSES,
  type WorkerStatus,
} from './workers/worker.status';
export {
  type WorkerDecision,
  type WorkerOverview,
  type WorkerRegistration,
  WorkersService,
} from './workers/workers.service';

export { AgentTask } from './tasks/agent-task.entity';
export { type AgentTaskRecord, recordOf } from './tasks/agent-task.record';
export {
  AGENT_TASK_STATUSES,
  type AgentTaskStatus,
  PRIORITIES,
  type Priority,
} from './tasks/agent-task.status';
export { AgentTasksModule, TaskSchedulingModule } from './tasks/agent-tasks.module';
export {
  type AgentTaskCreation,
  type AgentTaskFilter,
  AgentTasksService,
  type AgentTaskStats,
} from './tasks/agent-tasks.service';
export type { AgentTaskUpdate } from './tasks/changes/task-update';
export { TaskPolicy } from './tasks/task-policy';
export { WorkerTasks } from './tasks/worker-tasks';

export const agentsMigrations: MigrationClass[] = [Agents1796050000000, AgentTasks1796090000000];
