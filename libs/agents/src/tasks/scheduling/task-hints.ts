import { Controller } from '@nestjs/common';
import { EventPattern } from '@nestjs/microservices';
import { TaskSweep } from './task-sweep';

/** Hears that tasks have moved. */
@Controller()
export class TaskHints {
  constructor(private readonly sweep: TaskSweep) {}

  @EventPattern('tasks.moved')
  moved(): void {
    this.sweep.look();
  }
}
