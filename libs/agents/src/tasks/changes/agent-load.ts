import type { EntityManager } from 'typeorm';
import type { ChangedAgent } from '../../agents/agent-facts';
import { listed, RUNNING } from '../agent-task.status';

/** What happened to the tasks of an agent, to be added to what is known of it. */
export interface AgentTally {
  id: string;
  completed: number;
  /** For good: attempts that are followed by another one do not count. */
  failed: number;
  seconds: number;
  tokens: number;
  usd: number;
}

/** So many tasks in a row that failed say that something is wrong with the agent. */
const FAILURES_IN_A_ROW = 3;

/** One that is neither idle nor busy stays what it is: that was somebody's word, or that of its worker. */
const TALLY_SQL = `
WITH tally AS (
  SELECT * FROM jsonb_to_recordset($1::jsonb) AS t(id uuid, completed int, failed int, seconds float, tokens bigint, usd numeric)
), before AS (
  SELECT a.id, a.status, CASE WHEN t.completed > 0 THEN 0 ELSE a.failure_streak + t.failed END AS streak,
    EXISTS (SELECT FROM agent_task k WHERE k.agent_id = a.id AND k.status IN (${listed(RUNNING)})) AS is_busy
  FROM agent a JOIN tally t ON t.id = a.id
), changed AS (
  UPDATE agent a SET tasks_completed = a.tasks_completed + t.completed, tasks_failed = a.tasks_failed + t.failed,
    total_task_seconds = a.total_task_seconds + t.seconds, total_tokens_used = a.total_tokens_used + t.tokens,
    total_cost_usd = a.total_cost_usd + t.usd, failure_streak = b.streak, last_active_at = clock_timestamp(),
    status = CASE WHEN b.status NOT IN ('idle', 'busy') THEN b.status
      WHEN t.failed > 0 AND b.streak >= ${FAILURES_IN_A_ROW} THEN 'error'
      WHEN b.is_busy THEN 'busy' ELSE 'idle' END
  FROM before b JOIN tally t ON t.id = b.id WHERE a.id = b.id
  RETURNING a.id, a.org_id, a.name, a.status, b.status AS previous_status
)
SELECT id, org_id AS "orgId", name, status, previous_status AS "previousStatus" FROM changed WHERE status <> previous_status`;

/** In a transaction about these agents. Adds up, and has the status of agents follow what they are at. Answers those whose status changed. */
export const tallyAgents = (manager: EntityManager, tallies: AgentTally[]): Promise<ChangedAgent[]> =>
  manager.query(TALLY_SQL, [JSON.stringify(tallies)]);
