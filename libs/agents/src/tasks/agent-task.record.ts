import type { OrgFact } from '@muster/runs';
import type { AgentTask } from './agent-task.entity';
import { type AgentTaskStatus, hasEnded } from './agent-task.status';

/** A task as the organization is told of it, and whoever asks. */
export const recordOf = (task: AgentTask) => ({
  id: task.id,
  title: task.title,
  description: task.description,
  instructions: task.instructions,
  status: task.status,
  priority: task.priority,
  agent_id: task.agentId,
  assigned_by: task.assignedBy,
  result: task.result,
  error: task.error,
  output_files: task.outputFiles,
  metadata: task.metadata,
  deadline: task.deadline,
  started_at: task.startedAt,
  completed_at: task.completedAt,
  retry_count: task.retryCount,
  max_retries: task.maxRetries,
  required_tools: task.requiredTools,
  progress_percent: task.progressPercent,
  actual_duration_seconds: task.actualDurationSeconds,
  cost_tokens: task.costTokens,
  cost_usd: task.costUsd,
  run_id: task.runId,
  created_at: task.createdAt,
  updated_at: task.updatedAt,
  // Nothing of Muster sets these as yet.
  workflow_id: null,
  parent_task_id: null,
  estimated_duration_seconds: null,
});

export type AgentTaskRecord = ReturnType<typeof recordOf>;

const fact = (type: string, task: AgentTask): OrgFact => ({
  orgId: task.orgId,
  permission: 'tasks:read',
  type,
  data: recordOf(task),
});

export const createdFact = (task: AgentTask): OrgFact => fact('task.created', task);

/** An end that somebody wanted is an update like any other. */
export const changedFact = (task: AgentTask, before: AgentTaskStatus): OrgFact => {
  const isEnd = hasEnded(task.status) && task.status !== before && task.status !== 'cancelled';
  return fact(isEnd ? `task.${task.status}` : 'task.updated', task);
};
