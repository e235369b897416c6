import type { EntityManager } from 'typeorm';
import type { ChangedAgent } from './agent-facts';

const moved = (to: 'offline' | 'idle', which: string): string => `
WITH before AS (
  SELECT id, status FROM agent WHERE worker_id = ANY ($1::uuid[]) AND deleted_at IS NULL AND ${which}
), changed AS (
  UPDATE agent a SET status = '${to}', updated_at = now() FROM before b WHERE a.id = b.id
  RETURNING a.id, a.org_id, a.name, a.status, b.status AS previous_status
)
SELECT id, org_id AS "orgId", name, status, previous_status AS "previousStatus" FROM changed`;

const LEAVE_SQL = moved('offline', `status IN ('idle', 'busy')`);
const RETURN_SQL = moved('idle', `status = 'offline' AND is_active`);

/**
 * In a transaction about these workers. Their agents that could work can no more; one that somebody paused, or that
 * failed, does not become any less so.
 */
export const leaveWith = (manager: EntityManager, workerIds: string[]): Promise<ChangedAgent[]> =>
  manager.query(LEAVE_SQL, [workerIds]);

/** The same for workers that are back: whom nobody stopped is back, too. */
export const returnWith = (manager: EntityManager, workerIds: string[]): Promise<ChangedAgent[]> =>
  manager.query(RETURN_SQL, [workerIds]);
