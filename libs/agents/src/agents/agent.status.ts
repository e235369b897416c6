export const AGENT_STATUSES = ['offline', 'idle', 'busy', 'error', 'paused', 'maintenance'] as const;
export type AgentStatus = (typeof AGENT_STATUSES)[number];

/** What somebody may set; the rest follows from what happens. */
export const SETTABLE_STATUSES = ['paused', 'maintenance', 'idle'] as const;
export type SettableStatus = (typeof SETTABLE_STATUSES)[number];

/** Whether somebody may work with an agent, and how it is. One that was stopped is offline. */
export interface AgentState {
  status: AgentStatus;
  isActive: boolean;
}

export const CREATED: AgentState = { status: 'idle', isActive: true };

export const STOPPED: AgentState = { status: 'offline', isActive: false };

/** One that is at work goes on. */
export const started = ({ status }: AgentState): AgentState => settled(status, 'idle');

/** Somebody set it. Being idle is no order to let go of the work at hand. */
export const settled = (now: AgentStatus, wanted: SettableStatus): AgentState => ({
  status: wanted === 'idle' && now === 'busy' ? 'busy' : wanted,
  isActive: true,
});
