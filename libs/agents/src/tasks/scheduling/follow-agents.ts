import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { listed, LOADING, RUNNING } from '../agent-task.status';
import { returned } from '../changes/outcomes';
import { TaskDesks } from '../changes/task-desks';
import { lookFor } from '../changes/task-rows';

const BATCH = 50;

const IS_LOAD = `status IN (${listed(LOADING)})`;

/**
 * Nobody will do it: it was begun by an agent that is stopped, removed, or left behind by its worker. Or it was not begun,
 * and its agent cannot work; but if somebody named that one, it waits for it, unless a worker was lost with it.
 */
const IS_STUCK = `CASE
  WHEN a.deleted_at IS NOT NULL THEN true
  WHEN t.status IN (${listed(RUNNING)}) THEN a.status = 'offline'
  WHEN t.is_agent_named THEN w.status = 'offline'
  ELSE NOT (a.is_active AND a.status IN ('idle', 'busy')) END`;

const STUCK_SQL = `
${lookFor(IS_LOAD, ', a.deleted_at IS NOT NULL AS "isAgentGone"')} LEFT JOIN agent_worker w ON w.id = a.worker_id
WHERE ($1::uuid[] IS NULL OR t.id = ANY ($1)) AND ${IS_STUCK} LIMIT ${BATCH}`;

const IDLE_AT_WORK_SQL = `
SELECT DISTINCT a.id, a.worker_id AS "workerId" FROM agent_task t JOIN agent a ON a.id = t.agent_id
WHERE t.status IN (${listed(RUNNING)}) AND a.status = 'idle' LIMIT ${BATCH}`;

interface Stuck {
  id: string;
  subject: string;
  isAgentGone: boolean;
}

/** What follows for tasks from what becomes of their agents, and the other way round. */
@Injectable()
export class FollowAgents {
  constructor(
    private readonly source: DataSource,
    private readonly desks: TaskDesks,
  ) {}

  /** Takes tasks back from agents that will not do them. Answers whether there may be more. */
  async takeBack(): Promise<boolean> {
    const found = await this.look(this.source.manager, null);
    const subjects = found.map(({ subject }) => subject);
    const changed = await this.desks.sweep(subjects, async (desk) => {
      const ids = found.map(({ id }) => id);
      const stuck = new Map((await this.look(desk.manager, ids)).map((each) => [each.id, each]));
      const tasks = await desk.tasks([...stuck.keys()], IS_LOAD);
      // Whoever named an agent that is gone gets another one.
      const changes = tasks.map((task) => {
        const isAgentNamed = task.isAgentNamed && !stuck.get(task.id)?.isAgentGone;
        return { task, to: { ...returned({ ...task, isAgentNamed }), isAgentNamed } };
      });
      return desk.change(changes);
    });
    return changed > 0 && found.length === BATCH;
  }

  /** Agents that somebody let go on, with tasks under way, are busy. */
  async recount(): Promise<void> {
    const agents = await this.source.query<{ id: string; workerId: string | null }[]>(IDLE_AT_WORK_SQL);
    const subjects = agents.map(({ id, workerId }) => workerId ?? id);
    await this.desks.sweep(subjects, async (desk) => {
      await desk.recount(agents);
      return [];
    });
  }

  private look(manager: EntityManager, ids: string[] | null): Promise<Stuck[]> {
    return manager.query(STUCK_SQL, [ids]);
  }
}
