import { Module } from '@nestjs/common';
import { DocumentsModule } from '@muster/documents';
import { TasksModule } from '@muster/tasks';
import { DocumentsController } from './documents/documents.controller';
import { HealthAnswers } from './health/health.answers';
import { HealthController } from './health/health.controller';
import { PageAnswers } from './pages/page-answers';
import { PageFiles } from './pages/page-files';
import { PagesController } from './pages/pages.controller';
import { TasksController } from './tasks/tasks.controller';

/** Paths that several documents claim, served once, and the pages. */
@Module({
  imports: [DocumentsModule, TasksModule],
  controllers: [HealthController, DocumentsController, TasksController, PagesController],
  providers: [HealthAnswers, PageAnswers, PageFiles],
})
export class SharedModule {}
