import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { type EntityManager, Repository } from 'typeorm';
import type { Actor } from '@muster/identity';
import { brokenUnique, ConflictError } from '@muster/platform';
import { OrgEvents, type Tell } from '@muster/runs';
import { AgentPolicy } from '../agent.policy';
import { findWorker } from '../workers/worker-changes';
import { addressOf } from './agent-address';
import { aboutAgent, changeAgent, findAgent, requireRoom, stateAfter } from './agent-changes';
import { type AgentChange, type AgentInput, USUAL } from './agent-input';
import { AgentModels } from './agent-models';
import { Agent } from './agent.entity';
import { type AgentState, type AgentStatus, CREATED, started, STOPPED } from './agent.status';

export interface AgentFilter {
  status?: AgentStatus;
  role?: string;
  limit: number;
  offset: number;
}

/** The agents of an organization. Removed ones do not exist. */
@Injectable()
export class AgentsService {
  constructor(
    @InjectRepository(Agent) private readonly agents: Repository<Agent>,
    private readonly events: OrgEvents,
    private readonly policy: AgentPolicy,
    private readonly models: AgentModels,
  ) {}

  /** Newest first. */
  async list(
    { orgId }: Actor,
    { status, role, limit, offset }: AgentFilter,
  ): Promise<{ items: Agent[]; total: number }> {
    const [items, total] = await this.agents.findAndCount({
      where: { orgId, ...(status && { status }), ...(role && { role }) },
      order: { createdAt: 'DESC', id: 'DESC' },
      take: limit,
      skip: offset,
    });
    return { items, total };
  }

  /** Throws `NotFoundError`. */
  get({ orgId }: Actor, id: string): Promise<Agent> {
    return findAgent(this.agents.manager, { orgId, id });
  }

  /** What it signs with. */
  addressOf(agent: Agent): string {
    return addressOf(agent, this.policy.mailDomain);
  }

  /**
   * Throws `ConflictError` for a name that is taken, `NotFoundError` for a worker that the organization does not have,
   * `InvalidError` with reason `at_capacity` for one that takes no more, and for a provider that does not say which model.
   */
  create(actor: Actor, input: AgentInput): Promise<Agent> {
    const { orgId, userId } = actor;
    const row = this.agents.create({
      ...{ ...USUAL, ...this.policy.usual, ...given(input), ...this.models.complete(input) },
      ...{ ...CREATED, orgId, createdBy: userId },
    });
    const { workerId } = input;
    return this.events.transaction(workerId ? [workerId] : [], async (manager) => {
      if (workerId) await requireRoom(manager, await findWorker(manager, orgId, workerId));
      const { id } = await unlessTaken(input.name, manager.save(row));
      return findAgent(manager, { orgId, id });
    });
  }

  /** Changes what is given. Errors: see `create`, and `NotFoundError`. */
  update(actor: Actor, id: string, change: AgentChange): Promise<Agent> {
    const { isActive: _isActive, status: _status, ...columns } = change;
    const { workerId, name } = change;
    const work: Work<Agent> = async (manager, tell, agent) => {
      const worker = workerId ? await findWorker(manager, actor.orgId, workerId) : undefined;
      if (worker && worker.id !== agent.workerId) await requireRoom(manager, worker);
      const state = stateAfter(agent, change, worker);
      await unlessTaken(name ?? agent.name, changeAgent(manager, tell, agent, state, columns));
      return findAgent(manager, agent);
    };
    return this.about(actor, id, work, workerId ? [workerId] : []);
  }

  /** Throws `NotFoundError`. */
  start(actor: Actor, id: string): Promise<Agent> {
    return this.put(actor, id, started);
  }

  /** Throws `NotFoundError`. */
  stop(actor: Actor, id: string): Promise<Agent> {
    return this.put(actor, id, () => STOPPED);
  }

  /** Its tasks keep it, its name is free. Throws `NotFoundError`. */
  remove(actor: Actor, id: string): Promise<void> {
    return this.about(actor, id, (manager, tell, agent) =>
      changeAgent(manager, tell, agent, STOPPED, { deletedAt: new Date() }),
    );
  }

  private put(actor: Actor, id: string, next: (now: Agent) => AgentState): Promise<Agent> {
    return this.about(actor, id, async (manager, tell, agent) => {
      const state = next(agent);
      if (state.status === agent.status && state.isActive === agent.isActive) return agent;
      await changeAgent(manager, tell, agent, state, {});
      return findAgent(manager, agent);
    });
  }

  private about<T>({ orgId }: Actor, id: string, work: Work<T>, others: string[] = []): Promise<T> {
    return aboutAgent(this.events, this.agents, { orgId, id }, work, others);
  }
}

type Work<T> = (manager: EntityManager, tell: Tell, agent: Agent) => Promise<T>;

/** What was left out takes no place of what is usual. */
const given = <T extends object>(input: T): T =>
  Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined)) as T;

async function unlessTaken<T>(name: string, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (brokenUnique(error) !== 'agent_name_key') throw error;
    throw new ConflictError(`There is an agent called ${name} already`, { reason: 'exists' });
  }
}
