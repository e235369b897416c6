import { Module } from '@nestjs/common';
import { DocumentsModule } from '@muster/documents';
import { ModelsModule } from '@muster/models';
import { WorkspacesModule } from '@muster/workspaces';
import { AnswerCheck } from '../answers/answer-check';
import { ModelSteps } from '../models/model-steps';
import { AskUser } from './ask-user';
import { FetchChunk } from './fetch-chunk';
import { FetchDocument } from './fetch-document';
import { ListFiles } from './list-files';
import { OutputMessage } from './output-message';
import { RagSearch } from './rag-search';
import { ReadFile } from './read-file';
import { type Tool, TOOLS } from './tool';
import { Toolbox } from './toolbox';
import { WriteFile } from './write-file';

/** The order in which models and clients see them. */
const ALL = [OutputMessage, AskUser, ReadFile, WriteFile, ListFiles, RagSearch, FetchChunk, FetchDocument];

@Module({
  imports: [DocumentsModule, ModelsModule, WorkspacesModule],
  providers: [
    ...ALL,
    AnswerCheck,
    ModelSteps,
    Toolbox,
    { provide: TOOLS, inject: ALL, useFactory: (...tools: Tool[]) => tools },
  ],
  exports: [DocumentsModule, WorkspacesModule, ModelSteps, Toolbox],
})
export class ToolsModule {}
