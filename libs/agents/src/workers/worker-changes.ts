import type { EntityManager } from 'typeorm';
import { NotFoundError } from '@muster/platform';
import type { OrgFact, Tell } from '@muster/runs';
import { statusFact } from '../agents/agent-facts';
import { leaveWith, returnWith } from '../agents/worker-agents';
import { AgentWorker } from './worker.entity';
import { edgeOf, type Standing, type WorkerEdge } from './worker.status';

type Subject = Pick<AgentWorker, 'id' | 'orgId' | 'name' | 'status' | 'lastHeartbeatAt'>;

/** Throws `NotFoundError`. */
export async function findWorker(manager: EntityManager, orgId: string, id: string): Promise<AgentWorker> {
  const worker = await manager.findOneBy(AgentWorker, { id, orgId });
  if (!worker) throw new NotFoundError('worker', id);
  return worker;
}

/** In a transaction about this worker: where it stands from now on, and whatever else is new, with all that follows. */
export async function changeWorker(
  manager: EntityManager,
  tell: Tell,
  { id, orgId, status }: AgentWorker,
  to: Standing,
  columns: object,
): Promise<AgentWorker> {
  await manager.update(AgentWorker, { id, orgId }, { ...columns, ...to });
  const changed = await manager.findOneByOrFail(AgentWorker, { id, orgId });
  const edge = edgeOf(status, changed.status);
  if (edge) await follow(manager, tell, edge, [changed]);
  return changed;
}

/** Workers came or went: their agents go along, and the organization hears of all of them. */
export async function follow(
  manager: EntityManager,
  tell: Tell,
  edge: WorkerEdge,
  workers: Subject[],
): Promise<void> {
  const move = edge === 'worker.online' ? returnWith : leaveWith;
  const ids = workers.map(({ id }) => id);
  const agents = await move(manager, ids);
  tell(...workers.map((worker) => edgeFact(edge, worker)), ...agents.map(statusFact));
}

export const edgeFact = (
  type: WorkerEdge,
  { id, orgId, name, status, lastHeartbeatAt }: Subject,
): OrgFact => ({
  orgId,
  permission: 'workers:read',
  type,
  data: { worker_id: id, name, status, last_heartbeat: lastHeartbeatAt },
});
