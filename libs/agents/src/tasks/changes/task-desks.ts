import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Hinter } from '@muster/platform';
import { OrgEvents, type OrgFact, RunsWithin } from '@muster/runs';
import { RUNNING, listed } from '../agent-task.status';
import { returned } from './outcomes';
import { TaskDesk } from './task-desk';

const OF_AGENTS_SQL = `
SELECT id FROM agent_task WHERE agent_id = ANY ($1::uuid[]) AND status IN ('assigned', ${listed(RUNNING)})`;

/** Where tasks change: transactions of their own, or a part of somebody else's. */
@Injectable()
export class TaskDesks {
  constructor(
    private readonly events: OrgEvents,
    private readonly runs: RunsWithin,
    private readonly hinter: Hinter,
  ) {}

  /** Who can hand tasks out, or execute them, is hinted after it. */
  async transaction<T>(work: (desk: TaskDesk) => Promise<T>): Promise<T> {
    const { desk, result } = await this.events.transaction(async (manager, tell) => {
      const open = new TaskDesk(manager, tell, this.runs);
      return { desk: open, result: await work(open) };
    });
    this.runs.announce(desk.runs);
    return result;
  }

  /** There may be something to hand out, or to settle. */
  hint(): void {
    this.hinter.hint('tasks.moved', {});
  }

  /**
   * Nobody works for these agents any more, whose rows the caller has locked: what they had to do is pending again, and
   * what was executed of it is stopped. Answers what is to be done after the commit.
   */
  async leave(
    manager: EntityManager,
    tell: (...facts: OrgFact[]) => void,
    agentIds: string[],
  ): Promise<() => void> {
    const desk = new TaskDesk(manager, tell, this.runs);
    const found = await manager.query<{ id: string }[]>(OF_AGENTS_SQL, [agentIds]);
    const ids = found.map(({ id }) => id);
    const tasks = await desk.lockTasks(ids, `status IN ('assigned', ${listed(RUNNING)})`);
    await desk.change(tasks.map((task) => ({ task, to: returned(task) })));
    return () => {
      this.runs.announce(desk.runs);
      this.hint();
    };
  }
}
