import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { type EntityManager, type FindOptionsWhere, Repository } from 'typeorm';
import type { Actor } from '@muster/identity';
import { InvalidError, NotFoundError } from '@muster/platform';
import { Agent } from '../agents/agent.entity';
import { AgentTask } from './agent-task.entity';
import { createdFact } from './agent-task.record';
import { AGENT_TASK_STATUSES, type AgentTaskStatus, PRIORITIES, type Priority } from './agent-task.status';
import { cancelled } from './changes/outcomes';
import type { TaskDesk } from './changes/task-desk';
import { TaskDesks } from './changes/task-desks';
import { lookFor } from './changes/task-rows';
import { type AgentTaskUpdate, updated } from './changes/task-update';
import { TaskPolicy } from './task-policy';
import { missingTools } from './task-tools';

/** What is wanted, and of whom. */
export interface AgentTaskCreation {
  title: string;
  description?: string;
  instructions?: string;
  priority: Priority;
  agentId?: string;
  deadline?: Date;
  requiredTools: string[];
  maxRetries?: number;
  metadata: object;
}

export interface AgentTaskFilter {
  status?: AgentTaskStatus;
  priority?: Priority;
  agentId?: string;
  limit: number;
  offset: number;
}

export interface AgentTaskStats {
  total: number;
  byStatus: Record<AgentTaskStatus, number>;
  byPriority: Record<Priority, number>;
}

const STATS_SQL = `
SELECT status, priority, count(*) AS tasks FROM agent_task WHERE org_id = $1 GROUP BY GROUPING SETS ((status), (priority))`;

const FIND_SQL = lookFor('org_id = $1 AND id = $2');

/** Tasks of an organization for its agents. */
@Injectable()
export class AgentTasksService {
  constructor(
    @InjectRepository(AgentTask) private readonly tasks: Repository<AgentTask>,
    private readonly desks: TaskDesks,
    private readonly policy: TaskPolicy,
  ) {}

  /**
   * An agent that is named gets the task however it is; otherwise one is looked for. Throws `NotFoundError` for an unknown
   * agent, `InvalidError` with `tool_mismatch` when it lacks a tool.
   */
  async create({ orgId, userId }: Actor, creation: AgentTaskCreation): Promise<AgentTask> {
    const { agentId = null, maxRetries = this.policy.maxRetries, ...wanted } = creation;
    const subjects = agentId ? [await this.subjectOf(orgId, agentId)] : [];
    const task = await this.desks.transaction(subjects, async ({ manager, tell }) => {
      if (agentId) await assertFit(manager, orgId, agentId, wanted.requiredTools);
      const { id } = await manager.save(AgentTask, {
        ...wanted,
        ...{ orgId, assignedBy: userId, agentId, maxRetries },
        status: agentId ? 'assigned' : 'pending',
        isAgentNamed: agentId !== null,
      });
      const created = await manager.findOneByOrFail(AgentTask, { id });
      tell(createdFact(created));
      return created;
    });
    this.desks.hint();
    return task;
  }

  /** Newest first. */
  async list({ orgId }: Actor, filter: AgentTaskFilter): Promise<{ items: AgentTask[]; total: number }> {
    const { status, priority, agentId, limit, offset } = filter;
    const where: FindOptionsWhere<AgentTask> = {
      orgId,
      ...(status && { status }),
      ...(priority && { priority }),
      ...(agentId && { agentId }),
    };
    const order = { createdAt: 'DESC', id: 'DESC' } as const;
    const [items, total] = await this.tasks.findAndCount({ where, order, take: limit, skip: offset });
    return { items, total };
  }

  /** Every status and every priority has its number. */
  async stats({ orgId }: Actor): Promise<AgentTaskStats> {
    type Count = { status: AgentTaskStatus | null; priority: Priority | null; tasks: number };
    const counts = await this.tasks.query<Count[]>(STATS_SQL, [orgId]);
    const of = (column: 'status' | 'priority', value: string): number =>
      counts.find((count) => count[column] === value)?.tasks ?? 0;
    const byStatus = AGENT_TASK_STATUSES.map((status) => [status, of('status', status)] as const);
    return {
      total: byStatus.reduce((sum, [, tasks]) => sum + tasks, 0),
      byStatus: Object.fromEntries(byStatus) as Record<AgentTaskStatus, number>,
      byPriority: Object.fromEntries(
        PRIORITIES.map((priority) => [priority, of('priority', priority)]),
      ) as Record<Priority, number>,
    };
  }

  /** Throws `NotFoundError`. */
  async get({ orgId }: Actor, id: string): Promise<AgentTask> {
    const task = await this.tasks.findOneBy({ orgId, id });
    if (!task) throw new NotFoundError('task', id);
    return task;
  }

  /**
   * Only what is given changes. Throws as `updated` does when that cannot be, and as `create` for the agent.
   */
  async update(actor: Actor, id: string, update: AgentTaskUpdate): Promise<AgentTask> {
    if (Object.values(update).every((value) => value === undefined)) return this.get(actor, id);
    const changed = await this.withTask(actor, id, update.agentId, async (desk, task) => {
      const to = updated(task, update, actor.userId, new Date());
      const agentId = update.agentId ?? (update.requiredTools && to.isAgentNamed ? to.agentId : null);
      if (agentId)
        await assertFit(desk.manager, actor.orgId, agentId, to.requiredTools ?? task.requiredTools);
      return desk.change([{ task, to }]);
    });
    this.desks.hint();
    return changed;
  }

  /** Throws `InvalidError` with `cannot_cancel` for a task that is completed, or was cancelled before. */
  async cancel(actor: Actor, id: string, reason?: string): Promise<AgentTask> {
    const changed = await this.withTask(actor, id, undefined, (desk, task) => {
      if (task.status === 'completed' || task.status === 'cancelled')
        throw new InvalidError(
          `a task that is ${task.status} cannot be cancelled`,
          undefined,
          'cannot_cancel',
        );
      return desk.change([{ task, to: cancelled(task, new Date(), reason) }]);
    });
    this.desks.hint();
    return changed;
  }

  /** In a transaction about the task, and about the agent that it is to get. Throws `NotFoundError`. */
  private async withTask(
    { orgId }: Actor,
    id: string,
    nextAgentId: string | null | undefined,
    work: (desk: TaskDesk, task: AgentTask) => Promise<AgentTask[]>,
  ): Promise<AgentTask> {
    const next = nextAgentId ? [await this.subjectOf(orgId, nextAgentId)] : [];
    for (;;) {
      const { subject } = await this.find(orgId, id);
      const [changed] = await this.desks.transaction([subject, ...next], async (desk) => {
        const [task] = await desk.tasks([id], 'TRUE');
        // It may have gone to another agent in between.
        return task ? work(desk, task) : [];
      });
      if (changed) return changed;
    }
  }

  private async find(orgId: string, id: string): Promise<{ subject: string }> {
    const [found] = await this.tasks.query<{ subject: string }[]>(FIND_SQL, [orgId, id]);
    if (!found) throw new NotFoundError('task', id);
    return found;
  }

  private async subjectOf(orgId: string, agentId: string): Promise<string> {
    const agent = await this.tasks.manager.findOneBy(Agent, { orgId, id: agentId });
    if (!agent) throw new NotFoundError('agent', agentId);
    return agent.workerId ?? agent.id;
  }
}

async function assertFit(
  manager: EntityManager,
  orgId: string,
  agentId: string,
  requiredTools: string[],
): Promise<void> {
  const agent = await manager.findOneBy(Agent, { orgId, id: agentId });
  if (!agent) throw new NotFoundError('agent', agentId);
  const missing = missingTools(agent, requiredTools);
  if (missing.length > 0)
    throw new InvalidError(`the agent lacks ${missing.join(', ')}`, undefined, 'tool_mismatch');
}
