import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { FilePublisher } from './files/file-publisher';
import { Workspace } from './files/workspace.entity';
import { WorkspaceFile } from './files/workspace-file.entity';
import { WorkspaceFilesService } from './files/workspace-files.service';
import { WorkspaceWrite } from './files/workspace-write.entity';
import { StrayFiles } from './strays/stray-files';
import { StraySweeper } from './strays/stray-sweeper';
import { WorkspaceStray } from './strays/workspace-stray.entity';

/** Files of workspaces. Needs the database and storage modules and `WorkspaceSettings`. */
@Module({
  imports: [TypeOrmModule.forFeature([Workspace, WorkspaceFile, WorkspaceWrite, WorkspaceStray])],
  providers: [FilePublisher, StrayFiles, WorkspaceFilesService],
  exports: [StrayFiles, WorkspaceFilesService],
})
export class WorkspacesModule {}

/** For the app that tidies up behind all of them. */
@Module({ imports: [WorkspacesModule], providers: [StraySweeper] })
export class WorkspaceHousekeepingModule {}
