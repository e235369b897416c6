import type { EntityManager, Repository } from 'typeorm';
import { InvalidError, NotFoundError } from '@muster/platform';
import type { OrgEvents, Tell } from '@muster/runs';
import type { AgentWorker } from '../workers/worker.entity';
import { statusFact } from './agent-facts';
import type { AgentChange } from './agent-input';
import { Agent } from './agent.entity';
import { type AgentState, CREATED, settled, STOPPED } from './agent.status';

/**
 * What a transaction about an agent has to be about: an agent with a worker goes along with it, so that whatever happens
 * to the two happens one after the other.
 */
const subjectOf = ({ id, workerId }: Pick<Agent, 'id' | 'workerId'>): string => workerId ?? id;

/**
 * One transaction about an agent, and about whatever else is named. Throws `NotFoundError`, also for an agent that was
 * removed.
 */
export async function aboutAgent<T>(
  events: OrgEvents,
  agents: Repository<Agent>,
  which: { orgId: string; id: string },
  work: (manager: EntityManager, tell: Tell, agent: Agent) => Promise<T>,
  others: string[] = [],
): Promise<T> {
  for (;;) {
    const subject = subjectOf(await findAgent(agents.manager, which));
    const done = await events.transaction([subject, ...others], async (manager, tell) => {
      const agent = await findAgent(manager, which);
      // It may have been given to another worker in between.
      return subjectOf(agent) === subject ? { result: await work(manager, tell, agent) } : undefined;
    });
    if (done) return done.result;
  }
}

export async function findAgent(
  manager: EntityManager,
  { orgId, id }: { orgId: string; id: string },
): Promise<Agent> {
  const agent = await manager.findOneBy(Agent, { id, orgId });
  if (!agent) throw new NotFoundError('agent', id);
  return agent;
}

/** In a transaction about this agent: how it is from now on, and whatever else is new. A change of its status is told. */
export async function changeAgent(
  manager: EntityManager,
  tell: Tell,
  agent: Agent,
  to: AgentState,
  columns: Partial<Agent>,
): Promise<void> {
  const { id, orgId, status: previousStatus } = agent;
  const { status, isActive } = to;
  const hasRecovered = previousStatus === 'error' && status !== 'error';
  const changes = { ...columns, status, isActive, ...(hasRecovered && { failureStreak: 0 }) };
  await manager.update(Agent, { id, orgId }, changes);
  const name = columns.name ?? agent.name;
  if (status !== previousStatus) tell(statusFact({ id, orgId, name, status, previousStatus }));
}

/** `worker` is the one it is to have from now on, if it is to have another. */
export function stateAfter(agent: Agent, change: AgentChange, worker: AgentWorker | undefined): AgentState {
  const { isActive, status } = change;
  if (isActive === false) {
    if (status === undefined) return STOPPED;
    throw new InvalidError('Validation failed', {
      status: 'status cannot be set of an agent that is stopped',
    });
  }
  if (status) return settled(agent.status, status);
  const isStarted = isActive === true && !agent.isActive;
  return isStarted || comesBack(agent, change, worker) ? CREATED : agent;
}

/** It was left behind by a worker that is gone, and is to be executed elsewhere. */
const comesBack = (
  { isActive, status }: Agent,
  { workerId }: AgentChange,
  worker: AgentWorker | undefined,
): boolean => isActive && status === 'offline' && (workerId === null || worker?.status === 'online');

/** In a transaction about this worker: throws `InvalidError` with reason `at_capacity` when it has as many agents as it takes. */
export async function requireRoom(
  manager: EntityManager,
  { id, name, maxAgents }: AgentWorker,
): Promise<void> {
  if ((await manager.countBy(Agent, { workerId: id })) < maxAgents) return;
  throw new InvalidError(`Worker ${name} has as many agents as it takes`, undefined, 'at_capacity');
}
