import type { EntityManager } from 'typeorm';
import type { ChangedAgent } from './agent-facts';

/** Locked one after the other in the order of their ids, and looked at again once they are. */
const moved = (to: 'offline' | 'idle', which: string): string => `
WITH before AS (
  SELECT id, status FROM agent WHERE worker_id = ANY ($1::uuid[]) AND deleted_at IS NULL AND ${which}
  ORDER BY id FOR NO KEY UPDATE
), changed AS (
  UPDATE agent a SET status = '${to}', updated_at = now() FROM before b WHERE a.id = b.id
  RETURNING a.id, a.org_id, a.name, a.status, b.status AS previous_status
)
SELECT id, org_id AS "orgId", name, status, previous_status AS "previousStatus" FROM changed`;

const LEAVE_SQL = moved('offline', `status IN ('idle', 'busy')`);
const RETURN_SQL = moved('idle', `status = 'offline' AND is_active`);

/** Those who could work can no more. One that somebody paused, or that failed, does not become any less so. */
export const leaveWith = (manager: EntityManager, workerIds: string[]): Promise<ChangedAgent[]> =>
  manager.query(LEAVE_SQL, [workerIds]);

/** Whom nobody stopped is back with its worker. */
export const returnWith = (manager: EntityManager, workerIds: string[]): Promise<ChangedAgent[]> =>
  manager.query(RETURN_SQL, [workerIds]);
