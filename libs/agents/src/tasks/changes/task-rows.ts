import type { EntityManager } from 'typeorm';
import { AgentTask } from '../agent-task.entity';

/** Of a locked row; `to` is merged into it. */
export interface TaskChange {
  task: AgentTask;
  to: Partial<AgentTask>;
}

const COLUMNS = `id, org_id AS "orgId", title, description, instructions, status, priority, agent_id AS "agentId",
  is_agent_named AS "isAgentNamed", assigned_by AS "assignedBy", result, error, output_files AS "outputFiles", metadata, deadline,
  not_before AS "notBefore", started_at AS "startedAt", in_progress_since AS "inProgressSince", completed_at AS "completedAt",
  retry_count AS "retryCount", max_retries AS "maxRetries", required_tools AS "requiredTools",
  progress_percent AS "progressPercent", actual_duration_seconds AS "actualDurationSeconds", cost_tokens AS "costTokens",
  cost_usd AS "costUsd", run_id AS "runId", created_at AS "createdAt", updated_at AS "updatedAt"`;

/** Whole rows: whoever holds the lock of a row knows all of it. */
const WRITE_SQL = `
WITH next AS (SELECT * FROM jsonb_populate_recordset(NULL::agent_task, $1::jsonb)), written AS (
  UPDATE agent_task t SET title = n.title, description = n.description, instructions = n.instructions, status = n.status,
    priority = n.priority, agent_id = n.agent_id, is_agent_named = n.is_agent_named, assigned_by = n.assigned_by,
    result = n.result, error = n.error, output_files = n.output_files, metadata = n.metadata, deadline = n.deadline,
    not_before = n.not_before, started_at = n.started_at, in_progress_since = n.in_progress_since,
    completed_at = n.completed_at, retry_count = n.retry_count, required_tools = n.required_tools,
    progress_percent = n.progress_percent, actual_duration_seconds = n.actual_duration_seconds,
    cost_tokens = n.cost_tokens, cost_usd = n.cost_usd, run_id = n.run_id, updated_at = clock_timestamp()
  FROM next n WHERE t.id = n.id RETURNING t.*
)
SELECT ${COLUMNS} FROM written`;

/**
 * Nobody else changes these tasks before the transaction ends, and they are still as the condition says. `$1` in the
 * condition are the ids. Those that somebody else holds are waited for, or left to them.
 */
export const lockTasks = (
  manager: EntityManager,
  ids: string[],
  condition: string,
  { skipsHeld }: { skipsHeld: boolean },
): Promise<AgentTask[]> =>
  manager.query(
    `SELECT ${COLUMNS} FROM agent_task WHERE id = ANY ($1::uuid[]) AND ${condition}
     ORDER BY id FOR NO KEY UPDATE ${skipsHeld ? 'SKIP LOCKED' : ''}`,
    [ids],
  );

/** In one statement; answers the rows as they are now, in the order of the changes. */
export async function writeTasks(manager: EntityManager, changes: TaskChange[]): Promise<AgentTask[]> {
  const next = changes.map(({ task, to }) => toRow({ ...task, ...to }));
  const written = await manager.query<AgentTask[]>(WRITE_SQL, [JSON.stringify(next)]);
  const byId = new Map(written.map((task) => [task.id, task]));
  return changes.map(({ task }) => byId.get(task.id) as AgentTask);
}

const toRow = (task: AgentTask): Record<string, unknown> =>
  Object.fromEntries(Object.entries(task).map(([name, value]) => [snake(name), value as unknown]));

const snake = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
