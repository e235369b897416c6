import { Module } from '@nestjs/common';
import { RunEventsModule, RunsModule } from '@muster/runs';
import { TaskStepsService } from './task-steps.service';
import { TasksService } from './tasks.service';

@Module({
  imports: [RunsModule, RunEventsModule],
  providers: [TasksService, TaskStepsService],
  exports: [TasksService, TaskStepsService],
})
export class TasksModule {}
