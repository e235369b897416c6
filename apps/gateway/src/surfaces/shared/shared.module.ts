import { Module } from '@nestjs/common';
import { DocumentsModule } from '@muster/documents';
import { TasksModule } from '@muster/tasks';
import { DocumentsController } from './documents/documents.controller';
import { HealthAnswers } from './health/health.answers';
import { HealthController } from './health/health.controller';
import { TasksController } from './tasks/tasks.controller';

/** Paths that several documents claim, served once. */
@Module({
  imports: [DocumentsModule, TasksModule],
  controllers: [HealthController, DocumentsController, TasksController],
  providers: [HealthAnswers],
})
export class SharedModule {}
