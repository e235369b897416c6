import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { Agent } from '../../agents/agent.entity';
import type { AgentTask } from '../agent-task.entity';
import { listed, LOADING, URGENCY } from '../agent-task.status';
import type { TaskDesk } from '../changes/task-desk';
import { TaskDesks } from '../changes/task-desks';
import { lookFor } from '../changes/task-rows';
import { TaskPolicy } from '../task-policy';
import { promisedTools } from '../task-tools';
import { type AgentRoom, crewsOf, type Match, match, type OpenTask } from './matching';

const BATCH = 50;

/** Due, and not begun. */
const OPEN = `status IN ('pending', 'queued') AND (not_before IS NULL OR not_before <= now())`;

const CAN_WORK = `a.is_active AND a.status IN ('idle', 'busy') AND a.deleted_at IS NULL`;

const ROOM_COLUMNS = `a.id, a.worker_id AS "workerId", a.org_id AS "orgId", a.enabled_tools AS "enabledTools", a.tool_blacklist AS "toolBlacklist",
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

/**
 * The most urgent for which there is an agent at all, those of organizations in turns: what waits for nobody, and an
 * organization with much to do, hold up nothing. What all agents of an organization together lack is sorted out first.
 */
const OPEN_SQL = `
SELECT t.id, t."orgId", t."agentId", t."requiredTools"
FROM jsonb_to_recordset($1::jsonb) AS crew("orgId" uuid, agents uuid[], tools text[], kinds jsonb)
CROSS JOIN LATERAL (
  SELECT id, org_id AS "orgId", agent_id AS "agentId", required_tools AS "requiredTools",
    row_number() OVER (ORDER BY ${URGENCY}, created_at, id) AS turn
  FROM agent_task t
  WHERE t.org_id = crew."orgId" AND ${OPEN} AND CASE
    WHEN t.agent_id IS NOT NULL THEN t.agent_id = ANY (crew.agents)
    ELSE $2::boolean AND t.required_tools <@ crew.tools
      AND EXISTS (SELECT FROM jsonb_array_elements(crew.kinds) AS kind WHERE kind @> to_jsonb(t.required_tools)) END
  ORDER BY ${URGENCY}, created_at, id LIMIT ${BATCH}
) t
ORDER BY t.turn, t."orgId" LIMIT ${BATCH}`;

const IS_NEW = `status = 'pending' AND agent_id IS NULL AND ${OPEN}`;

type Room = AgentRoom & Pick<Agent, 'workerId'>;
type RoomRow = Omit<Room, 'tools'> & Pick<Agent, 'enabledTools' | 'toolBlacklist'>;

/**
 * Finds agents for tasks. Each look goes without locks; what it would change is then claimed and looked at once more. What
 * somebody else is at is left to them. Each answers whether there may be more of it.
 */
@Injectable()
export class HandOut {
  constructor(
    private readonly source: DataSource,
    private readonly desks: TaskDesks,
    private readonly policy: TaskPolicy,
  ) {}

  /** The scheduler has seen what it could not give to anybody yet. */
  async queue(): Promise<boolean> {
    if (!this.policy.assignsByItself) return false;
    const found = await this.source.query<{ id: string }[]>(`${lookFor(IS_NEW)} LIMIT ${BATCH}`);
    const ids = found.map(({ id }) => id);
    const changed = await this.desks.sweep(ids, async (desk) => {
      const tasks = await desk.tasks(ids, IS_NEW);
      return desk.change(tasks.map((task) => ({ task, to: { status: 'queued' } })));
    });
    return changed > 0 && found.length === BATCH;
  }

  /** To agents: who was named gets what is theirs, the others what suits them. */
  async assign(): Promise<boolean> {
    const agents = await this.room(this.source.manager, ROOM_SQL, []);
    if (agents.length === 0) return false;
    const values = [JSON.stringify(crewsOf(agents)), this.policy.assignsByItself];
    const tasks = await this.source.query<OpenTask[]>(OPEN_SQL, values);
    const plan = match(tasks, agents);
    const subjectOf = new Map(agents.map(({ id, workerId }) => [id, workerId ?? id]));
    const subjects = plan.flatMap(({ taskId, agentId }) => [taskId, subjectOf.get(agentId) ?? agentId]);
    const changed = await this.desks.sweep(subjects, (desk) => this.give(desk, plan));
    return changed > 0 && tasks.length === BATCH;
  }

  /** As they are now that nobody else is at them. */
  private async give(desk: TaskDesk, plan: Match[]): Promise<AgentTask[]> {
    const agentIds = plan.map(({ agentId }) => agentId);
    const room = await this.room(desk.manager, ROOM_OF_SQL, [agentIds]);
    const taskIds = plan.map(({ taskId }) => taskId);
    const tasks = new Map((await desk.tasks(taskIds, OPEN)).map((task) => [task.id, task]));
    const inOrder = taskIds.flatMap((id) => tasks.get(id) ?? []);
    const matches = match(
      inOrder,
      room.filter((agent) => desk.isAbout(agent)),
    );
    const changes = matches.flatMap(({ taskId, agentId }) => {
      const task = tasks.get(taskId);
      return task ? [{ task, to: { status: 'assigned' as const, agentId, notBefore: null } }] : [];
    });
    return desk.change(changes);
  }

  private async room(manager: EntityManager, text: string, values: unknown[]): Promise<Room[]> {
    const rows = await manager.query<RoomRow[]>(text, values);
    return rows.map(({ enabledTools, toolBlacklist, ...room }) => ({
      ...room,
      tools: promisedTools({ enabledTools, toolBlacklist }),
    }));
  }
}
