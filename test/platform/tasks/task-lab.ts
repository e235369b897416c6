import { randomUUID } from 'node:crypto';
import { eventually } from '@muster/testing';
import type { ApiResponse } from '../../support/api-client';
import type { Installation, Person } from '../../support/installation';

export const AGENT_TASKS = '/api/v1/tasks';

/** An organization with agents and tasks for them. */
export class AgentTaskLab {
  private agents = 0;

  constructor(
    private readonly installation: Installation,
    readonly owner: Person,
  ) {}

  /** One that says everything back; answers its id. */
  async agent(more: Record<string, unknown> = {}): Promise<string> {
    const { orgId, userId } = this.owner.actor;
    const row: Record<string, unknown> = {
      ...{ id: randomUUID(), org_id: orgId, name: `agent-${(this.agents += 1)}`, role: 'general' },
      ...{ status: 'idle', llm_provider: 'scripted', llm_model: 'echo', temperature: 0.7, max_tokens: 4_096 },
      ...{ enabled_tools: '[]', max_concurrent_tasks: 3, autonomy_level: 'autonomous', created_by: userId },
      ...more,
    };
    const places = Object.keys(row).map((_, index) => `$${index + 1}`);
    await this.installation.sql(
      `INSERT INTO agent (${Object.keys(row).join(', ')}) VALUES (${places.join(', ')})`,
      Object.values(row),
    );
    return row.id as string;
  }

  /** The agent as it is kept. */
  async row(id: string): Promise<Record<string, unknown>> {
    const [agent] = await this.installation.sql('SELECT * FROM agent WHERE id = $1', [id]);
    return agent as Record<string, unknown>;
  }

  post(body: object = {}): Promise<ApiResponse> {
    return this.owner.client.post(`${AGENT_TASKS}/`, { title: 'hello', ...body });
  }

  async give(body: object = {}): Promise<ApiResponse['body']> {
    return (await this.post(body)).body;
  }

  patch(id: string, body: object): Promise<ApiResponse> {
    return this.owner.client.patch(`${AGENT_TASKS}/${id}`, body);
  }

  async get(id: string): Promise<ApiResponse['body']> {
    return (await this.owner.client.get(`${AGENT_TASKS}/${id}`)).body;
  }

  becomes(id: string, status: string): Promise<ApiResponse['body']> {
    return eventually(async () => {
      const task = await this.get(id);
      return task.status === status && task;
    }, `task is ${status}`);
  }
}
