import { Controller, Get, Headers, Query, Res } from '@nestjs/common';
import type { Response } from 'express';
import type { Actor } from '@muster/identity';
import { UuidParam } from '@muster/platform';
import { EventStreams } from '@muster/runs';
import { CurrentActor } from '../../../auth/current-actor.decorator';
import { Endpoint } from '../../../auth/endpoint.decorator';
import { EventQueryDto, toStartFrom } from '../../../transfer/event-query';
import { pipeEvents } from '../../../transfer/pipe-events';
import { Surface } from '../../surfaces';
import { scopeOf } from '../runs/scope';
import { toFrame } from './events.dto';

@Surface('platform')
@Controller('api/v1')
export class EventsController {
  constructor(private readonly streams: EventStreams) {}

  @Get('runs/:id/events')
  @Endpoint({ permission: 'events:read', summary: "A run's events, live", kind: 'sse' })
  async ofRun(
    @CurrentActor() actor: Actor,
    @UuidParam('id') id: string,
    @Headers('last-event-id') last: string | undefined,
    @Query() query: EventQueryDto,
    @Res() response: Response,
  ): Promise<void> {
    await pipeEvents(response, toFrame, (sink) =>
      this.streams.followRun(scopeOf(actor), id, toStartFrom(last, query), sink),
    );
  }

  @Get('events')
  @Endpoint({ permission: 'events:read', summary: 'Everything that happens, live', kind: 'sse' })
  async all(
    @CurrentActor() actor: Actor,
    @Headers('last-event-id') last: string | undefined,
    @Query() query: EventQueryDto,
    @Res() response: Response,
  ): Promise<void> {
    await pipeEvents(response, toFrame, (sink) =>
      this.streams.followAll(actor, toStartFrom(last, query), sink),
    );
  }
}
