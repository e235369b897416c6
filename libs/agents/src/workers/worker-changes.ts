import type { EntityManager } from 'typeorm';
import { NotFoundError } from '@muster/platform';
import type { OrgFact } from '@muster/runs';
import { statusFact } from '../agents/agent-facts';
import { leaveWith, returnWith } from '../agents/worker-agents';
import { AgentWorker } from './worker.entity';
import { edgeOf, type Standing, type WorkerEdge } from './worker.status';

export type Tell = (...facts: OrgFact[]) => void;

type Subject = Pick<AgentWorker, 'id' | 'orgId' | 'name' | 'status' | 'lastHeartbeatAt'>;

/** Nobody else changes it before the transaction ends. Throws `NotFoundError`. */
export async function lockWorker(
  manager: EntityManager,
  orgId: string,
  which: { id: string } | { name: string },
): Promise<AgentWorker> {
  const lock = { mode: 'for_no_key_update' } as const;
  const worker = await manager.findOne(AgentWorker, { where: { ...which, orgId }, lock });
  if (!worker) throw new NotFoundError('worker', 'id' in which ? which.id : undefined);
  return worker;
}

/** Of a locked worker: where it stands from now on, and whatever else is new, with all that follows. */
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
  const agents = await move(
    manager,
    workers.map(({ id }) => id),
  );
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
