import { Module } from '@nestjs/common';
import { RunEventsModule, RunsModule } from '@muster/runs';
import { EventsController } from './events/events.controller';
import { RunApprovalsController } from './runs/run-approvals.controller';
import { RunsController } from './runs/runs.controller';

/** The product's own API. */
@Module({
  imports: [RunsModule, RunEventsModule],
  controllers: [RunsController, RunApprovalsController, EventsController],
})
export class PlatformModule {}
