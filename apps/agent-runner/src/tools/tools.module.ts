import { Module } from '@nestjs/common';
import { DocumentsModule } from '@muster/documents';
import { UserFactsModule } from '@muster/identity';
import { ModelsModule } from '@muster/models';
import { OutgoingSettings, type SettingsClass } from '@muster/platform';
import { WorkspacesModule } from '@muster/workspaces';
import { AnswerCheck } from '../answers/answer-check';
import { ModelSteps } from '../models/model-steps';
import { AskUser } from './ask-user';
import { CodeToolsModule } from './code/code-tools.module';
import { CodeSettings } from './code/code.settings';
import { RunCode } from './code/run-code';
import { FetchChunk } from './fetch-chunk';
import { FetchDocument } from './fetch-document';
import { ListFiles } from './list-files';
import { MailToolsModule } from './mail/mail-tools.module';
import { SendEmail } from './mail/send-email';
import { SendEmailSettings } from './mail/send-email.settings';
import { CallTool } from './mcp/call-tool';
import { McpSettings } from './mcp/config/mcp.settings';
import { McpToolsModule } from './mcp/mcp-tools.module';
import { OutputMessage } from './output-message';
import { RagSearch } from './rag-search';
import { ReadFile } from './read-file';
import { type Tool, TOOLS } from './tool';
import { Toolbox } from './toolbox';
import { BrowsePage } from './web/browse-page';
import { SearchWeb } from './web/search-web';
import { WebToolsModule } from './web/web-tools.module';
import { WebSettings } from './web/web.settings';
import { WriteFile } from './write-file';

/** What the tools are set by. */
export const TOOL_SETTINGS: SettingsClass[] = [
  OutgoingSettings,
  WebSettings,
  SendEmailSettings,
  McpSettings,
  CodeSettings,
];

const OWN = [OutputMessage, AskUser, ReadFile, WriteFile, ListFiles, RagSearch, FetchChunk, FetchDocument];

/** The order in which models and clients see them. */
const ALL = [...OWN, SearchWeb, BrowsePage, SendEmail, CallTool, RunCode];

@Module({
  imports: [
    DocumentsModule,
    ModelsModule,
    UserFactsModule,
    WorkspacesModule,
    WebToolsModule,
    MailToolsModule,
    McpToolsModule,
    CodeToolsModule,
  ],
  providers: [
    ...OWN,
    AnswerCheck,
    ModelSteps,
    Toolbox,
    { provide: TOOLS, inject: ALL, useFactory: (...tools: Tool[]) => tools },
  ],
  exports: [DocumentsModule, WorkspacesModule, ModelSteps, Toolbox],
})
export class ToolsModule {}
