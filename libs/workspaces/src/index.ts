import type { MigrationClass } from '@muster/platform';
import { Workspaces1764000250000 } from './migrations/1764000250000-workspaces';

export type { FileText } from './files/file-text';
export { type FileMetadata, WorkspaceFile } from './files/workspace-file.entity';
export { type FileInput, WorkspaceFilesService } from './files/workspace-files.service';
export type { WorkspaceOwner } from './owner';
export { WorkspaceHousekeepingModule, WorkspacesModule } from './workspaces.module';
export { WorkspaceSettings } from './workspaces.settings';

export const workspacesMigrations: MigrationClass[] = [Workspaces1764000250000];
