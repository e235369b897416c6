import { Module } from '@nestjs/common';
import { WorkspacesModule } from '@muster/workspaces';
import { RunCode } from './run-code';
import { WorkFiles } from './work-files';

/** Needs `CodeSettings`. */
@Module({ imports: [WorkspacesModule], providers: [RunCode, WorkFiles], exports: [RunCode] })
export class CodeToolsModule {}
