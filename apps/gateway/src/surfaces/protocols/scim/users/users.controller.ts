import { Body, Controller, Delete, Get, Patch, Post, Put, Query, Res } from '@nestjs/common';
import type { Response } from 'express';
import { type Actor, type ListedUser, type ScimQuery, ScimUserList, ScimUsers } from '@muster/identity';
import { CurrentActor } from '../../../../auth/current-actor.decorator';
import { Endpoint } from '../../../../auth/endpoint.decorator';
import { Surface } from '../../../surfaces';
import { ScimBase, ScimId } from '../wire/base';
import { locationOf, toScimList } from '../wire/meta.dto';
import { PatchDto, sentObject } from '../wire/patch.dto';
import { Projection } from '../wire/projection';
import { AttributesDto, ScimQueryDto, SearchDto } from '../wire/query.dto';
import { ScimEndpoint } from '../wire/scim-endpoint';
import { ScimUserDto, ScimUserListDto, toScimUserDto } from './users.dto';

@Surface('scim')
@Controller('scim/v2/Users')
export class UsersController {
  constructor(
    private readonly list: ScimUserList,
    private readonly users: ScimUsers,
  ) {}

  @Get()
  @ScimEndpoint({ permission: 'scim:read', summary: 'List users', returns: ScimUserListDto })
  find(@CurrentActor() actor: Actor, @Query() query: ScimQueryDto, @ScimBase() base: string) {
    return this.page(actor, query, new Projection(query), base);
  }

  @Post('.search')
  @ScimEndpoint({
    permission: 'scim:read',
    audit: false,
    summary: 'List users, asked in a body',
    returns: ScimUserListDto,
    takes: SearchDto,
  })
  search(@CurrentActor() actor: Actor, @Body() body: SearchDto, @ScimBase() base: string) {
    return this.page(actor, body, new Projection(body), base);
  }

  @Post()
  @ScimEndpoint({
    permission: 'scim:write',
    audit: 'scim_user.create',
    summary: 'Make a user',
    description: 'Somebody who has an account becomes a member only where the organization may take them in.',
    status: 201,
    returns: ScimUserDto,
    takes: ScimUserDto,
  })
  async create(
    @CurrentActor() actor: Actor,
    @Body() body: unknown,
    @Query() query: AttributesDto,
    @ScimBase() base: string,
    @Res({ passthrough: true }) response: Response,
  ): Promise<ScimUserDto> {
    const user = await this.users.create(actor, sentObject(body));
    response.setHeader('Location', locationOf(base, 'User', user.id));
    return shown(user, query, base);
  }

  @Get(':id')
  @ScimEndpoint({ permission: 'scim:read', summary: 'Get a user', returns: ScimUserDto })
  async get(
    @CurrentActor() actor: Actor,
    @ScimId() id: string,
    @Query() query: AttributesDto,
    @ScimBase() base: string,
  ): Promise<ScimUserDto> {
    return shown(await this.list.get(actor, id), query, base);
  }

  @Put(':id')
  @ScimEndpoint({
    permission: 'scim:write',
    audit: 'scim_user.update',
    summary: 'Replace a user',
    returns: ScimUserDto,
    takes: ScimUserDto,
  })
  async replace(
    @CurrentActor() actor: Actor,
    @ScimId() id: string,
    @Body() body: unknown,
    @Query() query: AttributesDto,
    @ScimBase() base: string,
  ): Promise<ScimUserDto> {
    return shown(await this.users.replace(actor, id, sentObject(body)), query, base);
  }

  @Patch(':id')
  @ScimEndpoint({
    permission: 'scim:write',
    audit: 'scim_user.update',
    summary: 'Change a user',
    returns: ScimUserDto,
    takes: PatchDto,
  })
  async patch(
    @CurrentActor() actor: Actor,
    @ScimId() id: string,
    @Body() body: unknown,
    @Query() query: AttributesDto,
    @ScimBase() base: string,
  ): Promise<ScimUserDto> {
    return shown(await this.users.patch(actor, id, body), query, base);
  }

  @Delete(':id')
  @Endpoint({
    permission: 'scim:write',
    audit: 'scim_user.delete',
    summary: 'End a membership',
    description: 'The account stays.',
    status: 204,
  })
  remove(@CurrentActor() actor: Actor, @ScimId() id: string): Promise<void> {
    return this.users.remove(actor, id);
  }

  private async page(
    actor: Actor,
    query: ScimQuery,
    projection: Projection,
    base: string,
  ): Promise<ScimUserListDto> {
    const { items, total, startIndex } = await this.list.list(actor, query, projection.shows('groups'));
    const resources = items.map((user) => projection.of(toScimUserDto(user, base)));
    return toScimList(resources, total, startIndex);
  }
}

const shown = (user: ListedUser, query: AttributesDto, base: string): ScimUserDto =>
  new Projection(query).of(toScimUserDto(user, base));
