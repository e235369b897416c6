import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { DataSource } from 'typeorm';
import type { Agent } from '../../agents/agent.entity';
import { listed, LOADING, URGENCY } from '../agent-task.status';
import { TaskDesks } from '../changes/task-desks';
import { returned } from '../changes/outcomes';
import { TaskPolicy } from '../task-policy';
import { promisedTools } from '../task-tools';
import { type AgentRoom, match, type OpenTask } from './matching';

const BATCH = 100;

/** Due, and not begun. */
const OPEN = `status IN ('pending', 'queued') AND (not_before IS NULL OR not_before <= now())`;

const CAN_WORK = `a.is_active AND a.status IN ('idle', 'busy') AND a.deleted_at IS NULL`;

const ROOM_COLUMNS = `a.id, a.org_id AS "orgId", a.enabled_tools AS "enabledTools", a.tool_blacklist AS "toolBlacklist",
  l.load, a.max_concurrent_tasks AS most, coalesce(extract(epoch FROM a.last_active_at) * 1000, 0)::float AS "lastActiveAt"`;

const LOAD = `CROSS JOIN LATERAL (
  SELECT count(*) AS load FROM agent_task k WHERE k.agent_id = a.id AND k.status IN (${listed(LOADING)})) l`;

/** In organizations where something waits. */
const ROOM_SQL = `
WITH org AS MATERIALIZED (
  SELECT o.org_id FROM (SELECT DISTINCT a.org_id FROM agent a WHERE ${CAN_WORK}) o
  WHERE EXISTS (SELECT FROM agent_task t WHERE t.org_id = o.org_id AND ${OPEN})
)
SELECT ${ROOM_COLUMNS} FROM agent a JOIN org ON org.org_id = a.org_id ${LOAD}
WHERE ${CAN_WORK} AND l.load < a.max_concurrent_tasks`;

const ROOM_OF_SQL = `SELECT ${ROOM_COLUMNS} FROM agent a ${LOAD} WHERE a.id = ANY ($1::uuid[]) AND ${CAN_WORK}`;

/** The most urgent of each organization for which there is an agent at all: what waits for nobody holds up nothing. */
const OPEN_SQL = `
WITH room AS MATERIALIZED (SELECT * FROM jsonb_to_recordset($1::jsonb) AS r(id uuid, "orgId" uuid, tools text[]))
SELECT t.* FROM (SELECT DISTINCT "orgId" FROM room) o CROSS JOIN LATERAL (
  SELECT id, org_id AS "orgId", agent_id AS "agentId", required_tools AS "requiredTools" FROM agent_task t
  WHERE t.org_id = o."orgId" AND ${OPEN} AND (t.agent_id IS NOT NULL OR $2::boolean) AND EXISTS (
    SELECT FROM room r WHERE r."orgId" = t.org_id AND CASE WHEN t.agent_id IS NULL THEN t.required_tools <@ r.tools ELSE r.id = t.agent_id END)
  ORDER BY ${URGENCY}, created_at, id LIMIT ${BATCH}
) t`;

const TAKE_SQL = `SELECT id FROM agent_task WHERE status = 'pending' AND agent_id IS NULL AND ${OPEN} LIMIT ${BATCH}`;

/** Given to an agent that cannot work now, although nobody named it. */
const STUCK_SQL = `
SELECT t.id FROM agent_task t JOIN agent a ON a.id = t.agent_id
WHERE t.status = 'assigned' AND NOT t.is_agent_named AND NOT (${CAN_WORK}) LIMIT ${BATCH}`;

type RoomRow = Omit<AgentRoom, 'tools'> & Pick<Agent, 'enabledTools' | 'toolBlacklist'>;

/**
 * Finds agents for tasks. Each look goes without locks; what it would change is locked and looked at once more. What
 * another process is about to hand out is left to it.
 */
@Injectable()
export class HandOut {
  constructor(
    private readonly source: DataSource,
    private readonly desks: TaskDesks,
    private readonly policy: TaskPolicy,
  ) {}

  /** Back from agents that cannot work, to others. */
  async takeBack(): Promise<void> {
    const ids = await this.idsOf(STUCK_SQL);
    if (ids.length === 0) return;
    await this.desks.transaction(async (desk) => {
      const tasks = await desk.lockTasks(ids, `status = 'assigned' AND NOT is_agent_named`, {
        skipsHeld: true,
      });
      await desk.change(tasks.map((task) => ({ task, to: returned(task) })));
    });
  }

  /** To agents: who was named gets what is theirs, the others what suits them. */
  async assign(): Promise<void> {
    const agents = await this.room(this.source.manager, ROOM_SQL, []);
    if (agents.length === 0) return;
    const values = [JSON.stringify(agents), this.policy.assignsByItself];
    const tasks = await this.source.query<OpenTask[]>(OPEN_SQL, values);
    const plan = match(tasks, agents);
    if (plan.length === 0) return;
    await this.desks.transaction(async (desk) => {
      const held = await desk.lockAgents(
        plan.map(({ agentId }) => agentId),
        { skipsHeld: true },
      );
      const free = await this.room(desk.manager, ROOM_OF_SQL, [[...held]]);
      const ids = plan.map(({ taskId }) => taskId);
      const locked = await desk.lockTasks(ids, OPEN, { skipsHeld: true });
      const byId = new Map(locked.map((task) => [task.id, task]));
      const inOrder = ids.flatMap((id) => byId.get(id) ?? []);
      const matches = match(inOrder, free).flatMap(({ taskId, agentId }) => {
        const task = byId.get(taskId);
        return task ? [{ task, to: { status: 'assigned' as const, agentId, notBefore: null } }] : [];
      });
      await desk.change(matches);
    });
  }

  /** The scheduler has seen what it could not give to anybody yet. */
  async queue(): Promise<void> {
    if (!this.policy.assignsByItself) return;
    const ids = await this.idsOf(TAKE_SQL);
    if (ids.length === 0) return;
    await this.desks.transaction(async (desk) => {
      const tasks = await desk.lockTasks(ids, `status = 'pending' AND agent_id IS NULL`, { skipsHeld: true });
      await desk.change(tasks.map((task) => ({ task, to: { status: 'queued' } })));
    });
  }

  private async idsOf(text: string): Promise<string[]> {
    return (await this.source.query<{ id: string }[]>(text)).map(({ id }) => id);
  }

  private async room(manager: EntityManager, text: string, values: unknown[]): Promise<AgentRoom[]> {
    const rows = await manager.query<RoomRow[]>(text, values);
    return rows.map(({ enabledTools, toolBlacklist, ...room }) => ({
      ...room,
      tools: promisedTools({ enabledTools, toolBlacklist }),
    }));
  }
}
