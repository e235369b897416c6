import { Module } from '@nestjs/common';
import { AgentsModule, AgentTasksModule } from '@muster/agents';
import { DocumentsModule } from '@muster/documents';
import { IdentityModule } from '@muster/identity';
import { RunEventsModule, RunsModule } from '@muster/runs';
import { AdminModule } from './admin/admin.module';
import { AgentsController } from './agents/agents.controller';
import { PlatformAuthModule } from './auth/platform-auth.module';
import { DocumentsController } from './documents/documents.controller';
import { RevisionsController } from './documents/revisions.controller';
import { EventsController } from './events/events.controller';
import { RunApprovalsController } from './runs/run-approvals.controller';
import { RunSharesController } from './runs/run-shares.controller';
import { SecurityModule } from './security/security.module';
import { SettingsModule } from './settings/settings.module';
import { RunsController } from './runs/runs.controller';
import { SearchController } from './search/search.controller';
import { TasksController } from './tasks/tasks.controller';
import { WorkersController } from './workers/workers.controller';

/** The product's own API. */
@Module({
  imports: [
    PlatformAuthModule,
    AdminModule,
    SettingsModule,
    SecurityModule,
    IdentityModule,
    DocumentsModule,
    RunsModule,
    RunEventsModule,
    AgentsModule,
    AgentTasksModule,
  ],
  controllers: [
    DocumentsController,
    RevisionsController,
    RunsController,
    RunApprovalsController,
    RunSharesController,
    EventsController,
    SearchController,
    AgentsController,
    WorkersController,
    TasksController,
  ],
})
export class PlatformModule {}
