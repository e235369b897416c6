import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository, type SelectQueryBuilder } from 'typeorm';
import type { Actor } from '@muster/identity';
import { NotFoundError } from '@muster/platform';
import { AgentWorker } from '../workers/worker.entity';
import { AgentTask } from './agent-task.entity';
import { URGENCY } from './agent-task.status';

/** What a worker has to fetch. */
@Injectable()
export class WorkerTasks {
  constructor(@InjectRepository(AgentTask) private readonly tasks: Repository<AgentTask>) {}

  /**
   * What its active agents have been given and have not begun, the most urgent first. Nothing for a worker that is not
   * approved. What waits out a failure is not among them. Throws `NotFoundError`.
   */
  async list(
    { orgId }: Actor,
    workerId: string,
    { limit, offset }: { limit: number; offset: number },
  ): Promise<{ items: AgentTask[]; total: number }> {
    const worker = await this.tasks.manager.findOneBy(AgentWorker, { orgId, id: workerId });
    if (!worker) throw new NotFoundError('worker', workerId);
    if (!worker.isApproved) return { items: [], total: 0 };
    const [items, total] = await this.of(orgId, workerId)
      .addSelect(URGENCY.replace('priority', 'task.priority'), 'urgency')
      .orderBy('urgency')
      .addOrderBy('task.createdAt')
      .addOrderBy('task.id')
      .limit(limit)
      .offset(offset)
      .getManyAndCount();
    return { items, total };
  }

  /** How many `list` has. */
  count({ orgId }: Actor, workerId: string): Promise<number> {
    return this.of(orgId, workerId).getCount();
  }

  private of(orgId: string, workerId: string): SelectQueryBuilder<AgentTask> {
    return this.tasks
      .createQueryBuilder('task')
      .innerJoin('task.agent', 'agent', 'agent.workerId = :workerId AND agent.isActive', { workerId })
      .where({ orgId, status: 'assigned' });
  }
}
