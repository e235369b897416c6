import type { EntityManager } from 'typeorm';
import { AgentTask } from '../agent-task.entity';

/** Of a task that nobody else is at; `to` is merged into it. */
export interface TaskChange {
  task: AgentTask;
  to: Partial<AgentTask>;
}

/**
 * What a transaction about a task `t` has to be about, `a` being its agent: a task goes along with its agent, and an agent
 * with its worker.
 */
const SUBJECT = 'coalesce(a.worker_id, t.agent_id, t.id)';

/** For a look without locks, at tasks that are as the condition says. */
export const lookFor = (condition: string, more = ''): string => `
SELECT t.id, ${SUBJECT} AS subject ${more} FROM (SELECT * FROM agent_task WHERE ${condition}) t
LEFT JOIN agent a ON a.id = t.agent_id`;

const COLUMNS = `t.id, t.org_id AS "orgId", t.title, t.description, t.instructions, t.status, t.priority,
  t.agent_id AS "agentId", t.is_agent_named AS "isAgentNamed", t.assigned_by AS "assignedBy", t.result, t.error,
  t.output_files AS "outputFiles", t.metadata, t.deadline, t.not_before AS "notBefore", t.started_at AS "startedAt",
  t.in_progress_since AS "inProgressSince", t.completed_at AS "completedAt", t.retry_count AS "retryCount",
  t.max_retries AS "maxRetries", t.required_tools AS "requiredTools", t.progress_percent AS "progressPercent",
  t.actual_duration_seconds AS "actualDurationSeconds", t.cost_tokens AS "costTokens", t.cost_usd AS "costUsd",
  t.run_id AS "runId", t.created_at AS "createdAt", t.updated_at AS "updatedAt"`;

/** Whole rows: whoever is at a task alone knows all of it. */
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
SELECT ${COLUMNS} FROM written t`;

/** Those of the tasks that are as the condition says, and belong to one of the subjects that the transaction is about. */
export const readTasks = (
  manager: EntityManager,
  ids: string[],
  condition: string,
  subjects: string[],
): Promise<AgentTask[]> =>
  manager.query(
    `SELECT ${COLUMNS} FROM (SELECT * FROM agent_task WHERE id = ANY ($1::uuid[]) AND ${condition}) t
     LEFT JOIN agent a ON a.id = t.agent_id WHERE ${SUBJECT} = ANY ($2::uuid[]) ORDER BY t.id`,
    [ids, subjects],
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
