import type { AgentTaskInput, OwnedStart, Supervision } from '@muster/runs';
import type { Agent, AutonomyLevel } from '../../agents/agent.entity';
import type { AgentTask } from '../agent-task.entity';
import { namedTools } from '../task-tools';

const MAX_STEPS = 25;
const TITLE_LENGTH = 200;

const SUPERVISION: Record<AutonomyLevel, Supervision> = {
  autonomous: 'none',
  cautious: 'outward',
  supervised: 'changes',
  read_only: 'none',
};

/** The run of one attempt, on behalf of whoever said what is to be done. */
export function attemptOf(agent: Agent, task: AgentTask): OwnedStart {
  const named = namedTools(agent);
  const input: AgentTaskInput = {
    taskId: task.id,
    agentId: agent.id,
    persona: personaOf(agent),
    request: [task.title, task.description, task.instructions].filter(Boolean).join('\n\n'),
    allowed: named.length > 0 ? named : null,
    denied: agent.toolBlacklist,
    readOnly: agent.autonomyLevel === 'read_only',
    supervision: SUPERVISION[agent.autonomyLevel],
    maxOutputTokens: agent.maxTokens,
    temperature: agent.temperature,
    tokensLeft: agent.maxTokensPerTask > 0 ? agent.maxTokensPerTask - task.costTokens : null,
    maxSteps: MAX_STEPS,
  };
  return {
    owner: { orgId: task.orgId, userId: task.assignedBy },
    title: task.title.slice(0, TITLE_LENGTH).toWellFormed(),
    model: agent.llmModel ? `${agent.llmProvider}/${agent.llmModel}` : agent.llmProvider,
    input,
  };
}

const personaOf = ({ name, role, systemPrompt }: Agent): string =>
  [`Your name is ${name}; your role is ${role}.`, systemPrompt].filter(Boolean).join('\n');
