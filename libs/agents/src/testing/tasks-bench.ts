import { randomUUID } from 'node:crypto';
import { DataSource } from 'typeorm';
import type { Actor } from '@muster/identity';
import { EXECUTE_RUNS } from '@muster/contracts';
import { AgentTask } from '../tasks/agent-task.entity';
import { TaskSchedulingModule } from '../tasks/agent-tasks.module';
import { type AgentTaskCreation, AgentTasksService } from '../tasks/agent-tasks.service';
import { TaskSweep } from '../tasks/scheduling/task-sweep';
import { AgentsBench } from './agents-bench';

/** Agents with tasks, and nobody who executes a run. Tasks move when a spec says so. */
export class TasksBench {
  private constructor(readonly bench: AgentsBench) {}

  static async open(processes = 1): Promise<TasksBench> {
    const parts = { sends: [EXECUTE_RUNS], modules: [TaskSchedulingModule] };
    const bench = await AgentsBench.open(processes, parts);
    for (const sweep of bench.all(TaskSweep)) {
      sweep.onModuleDestroy();
      sweep.look = () => undefined;
    }
    return new TasksBench(bench);
  }

  get tasks(): AgentTasksService {
    return this.bench.get(AgentTasksService);
  }

  give(actor: Actor, more: Partial<AgentTaskCreation> = {}): Promise<AgentTask> {
    const title = randomUUID();
    return this.tasks.create(actor, { title, priority: 'medium', requiredTools: [], metadata: {}, ...more });
  }

  /** In every process at once. */
  async sweep(): Promise<void> {
    await Promise.all(this.bench.all(TaskSweep).map((sweep) => sweep.sweep()));
  }

  find(id: string): Promise<AgentTask> {
    return this.rows.findOneByOrFail({ id });
  }

  of(actor: Actor): Promise<AgentTask[]> {
    return this.rows.find({ where: { orgId: actor.orgId }, order: { createdAt: 'ASC', id: 'ASC' } });
  }

  /** As if a runner had executed it. */
  async endRun(
    id: string | null,
    status: string,
    more: { output?: object; error?: object } = {},
  ): Promise<void> {
    const sql = 'UPDATE run SET status = $2, output = $3, error = $4, finished_at = now() WHERE id = $1';
    const { output = null, error = null } = more;
    await this.query(sql, [id, status, JSON.stringify(output), JSON.stringify(error)]);
  }

  query<T>(sql: string, values: unknown[] = []): Promise<T> {
    return this.bench.get(DataSource).query(sql, values);
  }

  private get rows() {
    return this.bench.get(DataSource).getRepository(AgentTask);
  }

  close(): Promise<void> {
    return this.bench.close();
  }
}
