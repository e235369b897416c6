import { Module } from '@nestjs/common';
import { DocumentsModule } from '@muster/documents';
import { RunEventsModule, RunsModule } from '@muster/runs';
import { TasksModule } from '@muster/tasks';
import { FeatureCatalog, type FeatureSource } from './catalog/feature';
import { ServerFactory } from './catalog/server-factory';
import { DocumentPrompts } from './documents/document.prompts';
import { DocumentResources } from './documents/document.resources';
import { DocumentTools } from './documents/document.tools';
import { McpController } from './mcp.controller';
import { AskTool } from './runs/ask.tool';
import { RunChanges } from './runs/run-changes';
import { RunDetail } from './runs/run-detail';
import { RunResource } from './runs/run.resource';
import { RunTools } from './runs/run.tools';
import { RunWatch } from './runs/run-watch';
import { TaskTools } from './tasks/task.tools';
import { Doorbell, DoorbellListener } from './mail/doorbell';
import { Mailbox } from './mail/mailbox';
import { McpEndpoint } from './wire/mcp.endpoint';
import { Outbox } from './mail/outbox';
import { EnvelopesEndpoint } from './wire/envelopes.endpoint';
import { SessionsEndpoint } from './wire/sessions.endpoint';
import { Subscriptions } from './wire/subscriptions';

const FEATURES = [
  DocumentTools,
  AskTool,
  RunTools,
  TaskTools,
  DocumentResources,
  RunResource,
  DocumentPrompts,
];

/** The Model Context Protocol at `/mcp`. A client sees the features in this order. */
@Module({
  imports: [DocumentsModule, RunsModule, RunEventsModule, TasksModule],
  controllers: [McpController, DoorbellListener],
  providers: [
    {
      provide: FeatureCatalog,
      inject: FEATURES,
      useFactory: (...sources: FeatureSource[]) => new FeatureCatalog(sources),
    },
    ServerFactory,
    ...FEATURES,
    ...[RunChanges, RunDetail, RunWatch],
    ...[Doorbell, Mailbox, Outbox, Subscriptions],
    ...[McpEndpoint, EnvelopesEndpoint, SessionsEndpoint],
  ],
  exports: [FeatureCatalog],
})
export class McpModule {}
