import { Module } from '@nestjs/common';
import { MulterModule } from '@nestjs/platform-express';
import { TasksModule, TasksService } from '@muster/tasks';
import { WorkspaceFilesService, WorkspacesModule } from '@muster/workspaces';
import { uploadOptions } from './agent-protocol/artifact-upload';
import { ArtifactsController } from './agent-protocol/artifacts.controller';
import { StepsController } from './agent-protocol/steps.controller';
import { TasksController } from './agent-protocol/tasks.controller';

/** Protocols that others have specified, over the same tasks. */
@Module({
  imports: [
    TasksModule,
    WorkspacesModule,
    MulterModule.registerAsync({
      imports: [TasksModule, WorkspacesModule],
      inject: [TasksService, WorkspaceFilesService],
      useFactory: uploadOptions,
    }),
  ],
  controllers: [TasksController, StepsController, ArtifactsController],
})
export class ProtocolsModule {}
