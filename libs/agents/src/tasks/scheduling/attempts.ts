import { Injectable } from '@nestjs/common';
import { DataSource, In } from 'typeorm';
import type { OwnedStart } from '@muster/runs';
import { Agent } from '../../agents/agent.entity';
import { listed, RUNNING, URGENCY } from '../agent-task.status';
import { begun } from '../changes/outcomes';
import type { TaskDesk } from '../changes/task-desk';
import { TaskDesks } from '../changes/task-desks';
import { attemptOf } from './attempt';

const BATCH = 100;

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

  async begin(): Promise<void> {
    const plan = await this.source.query<Begin[]>(BEGIN_SQL);
    if (plan.length > 0) await this.desks.transaction((desk) => this.beginPlanned(desk, plan));
  }

  private async beginPlanned(desk: TaskDesk, plan: Begin[]): Promise<void> {
    const held = await desk.lockAgents(
      plan.map(({ agentId }) => agentId),
      { skipsHeld: true },
    );
    const agents = await this.able(desk, [...held]);
    const ids = plan.filter(({ agentId }) => agents.has(agentId)).map(({ id }) => id);
    const locked = await desk.lockTasks(ids, `status = 'assigned'`, { skipsHeld: true });
    const now = new Date();
    const starts: OwnedStart[] = [];
    const tasks = locked.filter((task) => {
      const room = task.agentId ? agents.get(task.agentId) : undefined;
      if (!room || room.left <= 0) return false;
      room.left -= 1;
      starts.push(attemptOf(room.agent, task));
      return true;
    });
    const runs = await desk.start(starts);
    await desk.change(tasks.map((task, index) => ({ task, to: begun(task, now, runs[index]?.id ?? null) })));
  }

  /** As they are now that they are locked. */
  private async able(desk: TaskDesk, ids: string[]): Promise<Map<string, { agent: Agent; left: number }>> {
    const agents = await desk.manager.findBy(Agent, {
      id: In(ids),
      isActive: true,
      status: In(['idle', 'busy']),
    });
    const running = await desk.manager.query<{ agentId: string; tasks: number }[]>(RUNNING_SQL, [ids]);
    const tasksOf = new Map(running.map(({ agentId, tasks }) => [agentId, tasks]));
    return new Map(
      agents
        .filter(({ workerId }) => workerId === null)
        .map((agent) => [agent.id, { agent, left: agent.maxConcurrentTasks - (tasksOf.get(agent.id) ?? 0) }]),
    );
  }
}
