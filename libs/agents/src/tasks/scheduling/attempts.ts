import { Injectable } from '@nestjs/common';
import { DataSource, In } from 'typeorm';
import type { OwnedStart } from '@muster/runs';
import { Agent } from '../../agents/agent.entity';
import type { AgentTask } from '../agent-task.entity';
import { listed, RUNNING, URGENCY } from '../agent-task.status';
import { begun } from '../changes/outcomes';
import type { TaskDesk } from '../changes/task-desk';
import { TaskDesks } from '../changes/task-desks';
import { attemptOf } from './attempt';

const BATCH = 50;

/** Agents that Muster executes, with what they have to do and room to begin it. */
const BEGIN_SQL = `
SELECT t.id, a.id AS "agentId" FROM agent a
CROSS JOIN LATERAL (SELECT count(*) AS n FROM agent_task k WHERE k.agent_id = a.id AND k.status IN (${listed(RUNNING)})) running
CROSS JOIN LATERAL (
  SELECT id FROM agent_task t WHERE t.agent_id = a.id AND t.status = 'assigned'
  ORDER BY ${URGENCY}, created_at, id LIMIT greatest(a.max_concurrent_tasks - running.n, 0)
) t
WHERE a.id IN (SELECT agent_id FROM agent_task WHERE status = 'assigned') AND a.worker_id IS NULL
  AND a.is_active AND a.status IN ('idle', 'busy') AND a.deleted_at IS NULL
LIMIT ${BATCH}`;

const RUNNING_SQL = `
SELECT agent_id AS "agentId", count(*) AS tasks FROM agent_task
WHERE agent_id = ANY ($1::uuid[]) AND status IN (${listed(RUNNING)}) GROUP BY agent_id`;

interface Begin {
  id: string;
  agentId: string;
}

/** Begins what agents without a worker have been given: the task and its run in one transaction. */
@Injectable()
export class Attempts {
  constructor(
    private readonly source: DataSource,
    private readonly desks: TaskDesks,
  ) {}

  /** Answers whether there may be more. */
  async begin(): Promise<boolean> {
    const plan = await this.source.query<Begin[]>(BEGIN_SQL);
    const agentIds = plan.map(({ agentId }) => agentId);
    const begun = await this.desks.sweep(agentIds, (desk) => this.beginPlanned(desk, plan));
    return begun > 0 && plan.length === BATCH;
  }

  private async beginPlanned(desk: TaskDesk, plan: Begin[]): Promise<AgentTask[]> {
    const agents = await this.able(desk, [...new Set(plan.map(({ agentId }) => agentId))]);
    const ids = plan.map(({ id }) => id);
    const begin: AgentTask[] = [];
    const starts: OwnedStart[] = [];
    for (const task of await desk.tasks(ids, `status = 'assigned'`)) {
      const able = task.agentId ? agents.get(task.agentId) : undefined;
      if (!able || able.room <= 0) continue;
      able.room -= 1;
      begin.push(task);
      starts.push(attemptOf(able.agent, task));
    }
    const runs = await desk.start(starts);
    const now = new Date();
    return desk.change(begin.map((task, index) => ({ task, to: begun(task, now, runs[index]?.id ?? null) })));
  }

  /** Those that the transaction is about, with the number of tasks that they can begin. */
  private async able(desk: TaskDesk, ids: string[]): Promise<Map<string, { agent: Agent; room: number }>> {
    const where = { id: In(ids), isActive: true, status: In(['idle', 'busy']) };
    const agents = await desk.manager.findBy(Agent, where);
    const running = await desk.manager.query<{ agentId: string; tasks: number }[]>(RUNNING_SQL, [ids]);
    const tasksOf = new Map(running.map(({ agentId, tasks }) => [agentId, tasks]));
    return new Map(
      agents
        .filter((agent) => agent.workerId === null && desk.isAbout(agent))
        .map((agent) => [agent.id, { agent, room: agent.maxConcurrentTasks - (tasksOf.get(agent.id) ?? 0) }]),
    );
  }
}
