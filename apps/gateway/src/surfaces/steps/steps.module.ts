import { Module } from '@nestjs/common';
import { DocumentsModule } from '@muster/documents';
import { IdentityModule } from '@muster/identity';
import { TasksModule } from '@muster/tasks';
import { AuthController } from './accounts/auth.controller';
import { ProfileController } from './accounts/profile.controller';
import { ConfigurationController } from './configuration/configuration.controller';
import { DocumentsController } from './documents/documents.controller';
import { StepsController } from './tasks/steps.controller';
import { TaskDocumentsController } from './tasks/task-documents.controller';

/** Tasks that go on one step per call, with retrieval over one's own documents. */
@Module({
  imports: [IdentityModule, DocumentsModule, TasksModule],
  controllers: [
    AuthController,
    ProfileController,
    StepsController,
    TaskDocumentsController,
    DocumentsController,
    ConfigurationController,
  ],
})
export class StepsModule {}
