import { Module } from '@nestjs/common';
import { RunsModule } from '../runs.module';
import { EventReader } from './event-reader';
import { EventsListener, EventStreams } from './event-streams';

/** Live event streams, for processes that serve them. */
@Module({
  imports: [RunsModule],
  controllers: [EventsListener],
  providers: [EventReader, EventStreams],
  exports: [EventStreams],
})
export class RunEventsModule {}
