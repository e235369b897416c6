import { Controller, Get, Headers, Param, Query, Res } from '@nestjs/common';
import type { Response } from 'express';
import { type Share, ShareTokens } from '@muster/identity';
import { NotFoundError } from '@muster/platform';
import { type EventSink, EventStreams, type Run, RunsService } from '@muster/runs';
import { Endpoint } from '../../../auth/endpoint.decorator';
import { EventQueryDto, toStartFrom } from '../../../transfer/event-query';
import { pipeEvents } from '../../../transfer/pipe-events';
import { Surface } from '../../surfaces';
import { SharedStreams } from './shared-streams';
import { scopeOf, SharedRunDto, toSharedFrame, toSharedRunDto } from './shares.dto';

/** What a share shows. The token in the path is the credential, and opens nothing else. */
@Surface('jobs')
@Controller('api/share/:token')
export class SharesController {
  constructor(
    private readonly shares: ShareTokens,
    private readonly runs: RunsService,
    private readonly events: EventStreams,
    private readonly streams: SharedStreams,
  ) {}

  @Get('run')
  @Endpoint({ permission: 'public', summary: 'The shared run', returns: SharedRunDto })
  async run(@Param('token') token: string): Promise<SharedRunDto> {
    const { run } = await this.opened(token);
    return toSharedRunDto(run);
  }

  @Get('events')
  @Endpoint({
    permission: 'public',
    summary: 'What happens in it, live, until the share ends',
    kind: 'sse',
  })
  async follow(
    @Param('token') token: string,
    @Headers('last-event-id') last: string | undefined,
    @Query() query: EventQueryDto,
    @Res() response: Response,
  ): Promise<void> {
    const { share, run } = await this.opened(token);
    const from = toStartFrom(last, query);
    const follow = (sink: EventSink) => this.events.followRun(scopeOf(share), run.id, from, sink);
    await this.streams.keep(token, () => pipeEvents(response, toSharedFrame, follow));
  }

  /** The same answer for a token that does not hold and for a run that its maker cannot see any more. */
  private async opened(token: string): Promise<{ share: Share; run: Run }> {
    const share = await this.shares.open(token, 'run');
    const run = await this.runs.get(scopeOf(share), share.resourceId).catch((error: unknown) => {
      throw error instanceof NotFoundError ? new NotFoundError('share') : error;
    });
    return { share, run };
  }
}
