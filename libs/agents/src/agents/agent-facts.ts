import type { OrgFact } from '@muster/runs';
import type { Agent } from './agent.entity';
import type { AgentStatus } from './agent.status';

/** An agent after a change of its status. */
export type ChangedAgent = Pick<Agent, 'id' | 'orgId' | 'name' | 'status'> & { previousStatus: AgentStatus };

export const statusFact = ({ id, orgId, name, status, previousStatus }: ChangedAgent): OrgFact => ({
  orgId,
  permission: 'agents:read',
  type: 'agent.status',
  data: { agent_id: id, name, status, previous_status: previousStatus },
});
