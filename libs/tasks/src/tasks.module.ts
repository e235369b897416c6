import { Module } from '@nestjs/common';
import { RunEventsModule, RunsModule } from '@muster/runs';
import { WorkspacesModule } from '@muster/workspaces';
import { ActionsService } from './actions/actions.service';
import { TaskFilesService } from './task-files.service';
import { TaskStepsService } from './task-steps.service';
import { TasksService } from './tasks.service';

/** Tasks, their steps and files. Needs the database, storage, queue and transport modules and `WorkspaceSettings`. */
@Module({
  imports: [RunsModule, RunEventsModule, WorkspacesModule],
  providers: [ActionsService, TasksService, TaskFilesService, TaskStepsService],
  exports: [ActionsService, TasksService, TaskFilesService, TaskStepsService],
})
export class TasksModule {}
