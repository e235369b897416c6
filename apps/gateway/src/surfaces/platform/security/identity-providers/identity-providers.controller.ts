import { Body, Controller, Delete, Get, Patch, Post, Query, Req } from '@nestjs/common';
import { type Actor, IdentityProviders } from '@muster/identity';
import { UuidParam } from '@muster/platform';
import type { Request } from 'express';
import { CurrentActor } from '../../../../auth/current-actor.decorator';
import { Endpoint } from '../../../../auth/endpoint.decorator';
import { PublicOrigin } from '../../../../auth/public-origin';
import { Surface } from '../../../surfaces';
import { ListQueryDto, toListDto, toPage } from '../../lists/list.dto';
import {
  IdentityProviderChangeDto,
  IdentityProviderCreateDto,
  IdentityProviderDto,
  IdentityProviderListDto,
  inWireWords,
  IssuerReportDto,
  toIdentityProviderDto,
  toIssuerReportDto,
  toProviderChange,
  toProviderInput,
} from './identity-providers.dto';

@Surface('platform')
@Controller('api/v1/security/identity-providers')
export class IdentityProvidersController {
  constructor(
    private readonly providers: IdentityProviders,
    private readonly origin: PublicOrigin,
  ) {}

  @Get()
  @Endpoint({
    permission: 'identity-providers:read',
    summary: 'List by which providers people sign in, newest first',
    returns: IdentityProviderListDto,
  })
  async list(
    @CurrentActor() actor: Actor,
    @Query() query: ListQueryDto,
    @Req() request: Request,
  ): Promise<IdentityProviderListDto> {
    const origin = this.origin.of(request);
    const found = await this.providers.list(actor, toPage(query));
    return toListDto(found, toPage(query), (one) => toIdentityProviderDto(origin, one));
  }

  @Post()
  @Endpoint({
    permission: 'identity-providers:write',
    summary: 'Let people sign in by a provider',
    status: 201,
    returns: IdentityProviderDto,
  })
  async create(
    @CurrentActor() actor: Actor,
    @Body() body: IdentityProviderCreateDto,
    @Req() request: Request,
  ): Promise<IdentityProviderDto> {
    const made = await inWireWords(this.providers.create(actor, toProviderInput(body)));
    return toIdentityProviderDto(this.origin.of(request), made);
  }

  @Get(':id')
  @Endpoint({
    permission: 'identity-providers:read',
    summary: 'One of them',
    returns: IdentityProviderDto,
  })
  async get(
    @CurrentActor() actor: Actor,
    @UuidParam('id') id: string,
    @Req() request: Request,
  ): Promise<IdentityProviderDto> {
    return toIdentityProviderDto(this.origin.of(request), await this.providers.get(actor, id));
  }

  @Patch(':id')
  @Endpoint({
    permission: 'identity-providers:write',
    summary: 'Change what is sent',
    returns: IdentityProviderDto,
  })
  async change(
    @CurrentActor() actor: Actor,
    @UuidParam('id') id: string,
    @Body() body: IdentityProviderChangeDto,
    @Req() request: Request,
  ): Promise<IdentityProviderDto> {
    const changed = await inWireWords(this.providers.change(actor, id, toProviderChange(body)));
    return toIdentityProviderDto(this.origin.of(request), changed);
  }

  @Post(':id/test')
  @Endpoint({
    permission: 'identity-providers:write',
    summary: 'Ask the issuer what it says of itself, and tell what is wrong with that',
    returns: IssuerReportDto,
  })
  async test(@CurrentActor() actor: Actor, @UuidParam('id') id: string): Promise<IssuerReportDto> {
    return toIssuerReportDto(await this.providers.test(actor, id));
  }

  @Delete(':id')
  @Endpoint({
    permission: 'identity-providers:write',
    summary: 'Remove it; the sessions that it opened end',
    status: 204,
  })
  remove(@CurrentActor() actor: Actor, @UuidParam('id') id: string): Promise<void> {
    return this.providers.remove(actor, id);
  }
}
