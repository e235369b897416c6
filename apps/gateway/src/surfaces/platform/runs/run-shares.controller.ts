import { Controller, Delete, Get, Post, Query } from '@nestjs/common';
import { type Actor, type Shared, ShareTokens } from '@muster/identity';
import { UuidParam } from '@muster/platform';
import { RunsService } from '@muster/runs';
import { CurrentActor } from '../../../auth/current-actor.decorator';
import { Endpoint } from '../../../auth/endpoint.decorator';
import { OriginSettings } from '../../../auth/origin.settings';
import { Surface } from '../../surfaces';
import { ListQueryDto, toListDto, toPage } from '../lists/list.dto';
import { RunShareCreatedDto, RunShareListDto, toRunShareCreatedDto, toRunShareDto } from './run-shares.dto';
import { scopeOf } from './scope';

/** Links that show a run to people who have no account. */
@Surface('platform')
@Controller('api/v1/runs/:id')
export class RunSharesController {
  constructor(
    private readonly runs: RunsService,
    private readonly shares: ShareTokens,
    private readonly origin: OriginSettings,
  ) {}

  @Post('share')
  @Endpoint({
    permission: 'shares:write',
    audit: 'share.create',
    summary: 'Make a token that shows this run and nothing else, read-only, for 24 hours',
    status: 201,
    returns: RunShareCreatedDto,
  })
  async create(@CurrentActor() actor: Actor, @UuidParam('id') id: string): Promise<RunShareCreatedDto> {
    const share = await this.shares.create(actor, await this.visible(actor, id));
    return toRunShareCreatedDto(share, this.origin.publicUrl);
  }

  @Get('shares')
  @Endpoint({ permission: 'shares:read', summary: 'List the shares that hold', returns: RunShareListDto })
  async list(
    @CurrentActor() actor: Actor,
    @UuidParam('id') id: string,
    @Query() query: ListQueryDto,
  ): Promise<RunShareListDto> {
    const found = await this.shares.list(actor, await this.visible(actor, id), toPage(query));
    return toListDto(found, toPage(query), toRunShareDto);
  }

  @Delete('shares/:share_id')
  @Endpoint({ permission: 'shares:write', audit: 'share.delete', summary: 'End a share', status: 204 })
  async revoke(
    @CurrentActor() actor: Actor,
    @UuidParam('id') id: string,
    @UuidParam('share_id') shareId: string,
  ): Promise<void> {
    await this.shares.revoke(actor, await this.visible(actor, id), shareId);
  }

  private async visible(actor: Actor, id: string): Promise<Shared> {
    const run = await this.runs.get(scopeOf(actor), id);
    return { type: 'run', id: run.id, everybodys: 'organization-runs:write' };
  }
}
