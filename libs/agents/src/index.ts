import type { MigrationClass } from '@muster/platform';
import { Agents1796050000000 } from './migrations/1796050000000-agents';

export { Agent, AUTONOMY_LEVELS, type AutonomyLevel, type EnabledTools } from './agents/agent.entity';
export { AGENT_STATUSES, type AgentStatus } from './agents/agent.status';
export { AgentWorker } from './workers/worker.entity';
export { WORKER_STATUSES, type WorkerStatus } from './workers/worker.status';

export const agentsMigrations: MigrationClass[] = [Agents1796050000000];
