import { Module } from '@nestjs/common';
import { DocumentsModule } from '@muster/documents';
import { TasksModule } from '@muster/tasks';
import { PagesModule } from '../../pages/pages.module';
import { DocumentsController } from './documents/documents.controller';
import { HealthAnswers } from './health/health.answers';
import { HealthController } from './health/health.controller';
import { PagesController } from './pages/pages.controller';
import { TasksController } from './tasks/tasks.controller';

/** Paths that several documents claim, served once, and the pages. */
@Module({
  imports: [DocumentsModule, TasksModule, PagesModule],
  controllers: [HealthController, DocumentsController, TasksController, PagesController],
  providers: [HealthAnswers],
})
export class SharedModule {}
