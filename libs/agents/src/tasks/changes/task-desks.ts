import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Hinter } from '@muster/platform';
import { OrgEvents, RunsWithin } from '@muster/runs';
import type { AgentTask } from '../agent-task.entity';
import { TaskDesk } from './task-desk';

/** Where tasks change: in transactions that are about them. */
@Injectable()
export class TaskDesks {
  constructor(
    private readonly events: OrgEvents,
    private readonly runs: RunsWithin,
    private readonly hinter: Hinter,
  ) {}

  /** About these subjects of tasks and agents, when nobody else is at them any more. */
  transaction<T>(subjects: string[], work: (desk: TaskDesk) => Promise<T>): Promise<T> {
    return this.open(subjects, work, () => Promise.resolve(subjects));
  }

  /** About those of the subjects that nobody else is at. Answers how many tasks it changed. */
  async sweep(subjects: string[], work: (desk: TaskDesk) => Promise<AgentTask[]>): Promise<number> {
    const wanted = [...new Set(subjects)];
    if (wanted.length === 0) return 0;
    const changed = await this.open([], work, (manager) => this.events.claim(manager, wanted));
    return changed.length;
  }

  /** There may be something to hand out, to begin, or to settle. */
  hint(): void {
    this.hinter.hint('tasks.moved', {});
  }

  private async open<T>(
    locks: string[],
    work: (desk: TaskDesk) => Promise<T>,
    subjectsOf: (manager: EntityManager) => Promise<string[]>,
  ): Promise<T> {
    const { desk, result } = await this.events.transaction(locks, async (manager, tell) => {
      const opened = new TaskDesk(manager, tell, this.runs, await subjectsOf(manager));
      return { desk: opened, result: await work(opened) };
    });
    this.runs.announce(desk.runs);
    return result;
  }
}
