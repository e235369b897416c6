export const AGENT_STATUSES = ['offline', 'idle', 'busy', 'error', 'paused', 'maintenance'] as const;
export type AgentStatus = (typeof AGENT_STATUSES)[number];
