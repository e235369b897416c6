import { Body, Controller, Delete, Get, Patch, Post, Put, Query, Res } from '@nestjs/common';
import { ApiResponse } from '@nestjs/swagger';
import type { Response } from 'express';
import { type Actor, ScimGroupList, ScimGroups, type ScimQuery } from '@muster/identity';
import { CurrentActor } from '../../../../auth/current-actor.decorator';
import { Endpoint } from '../../../../auth/endpoint.decorator';
import { Surface } from '../../../surfaces';
import { ScimBase, ScimId } from '../wire/base';
import { locationOf, toScimList } from '../wire/meta.dto';
import { PatchDto, sentObject } from '../wire/patch.dto';
import { Projection } from '../wire/projection';
import { AttributesDto, ScimQueryDto, SearchDto } from '../wire/query.dto';
import { ScimEndpoint } from '../wire/scim-endpoint';
import { ScimGroupDto, ScimGroupListDto, toScimGroupDto } from './groups.dto';

/** Thousands of members in one request. */
const BODY_LIMIT = 4 * 1_024 * 1_024;

@Surface('scim')
@Controller('scim/v2/Groups')
export class GroupsController {
  constructor(
    private readonly list: ScimGroupList,
    private readonly groups: ScimGroups,
  ) {}

  @Get()
  @ScimEndpoint({
    permission: 'scim:read',
    summary: 'List groups',
    description: 'A page whose groups have very many members ends early; see `itemsPerPage`.',
    returns: ScimGroupListDto,
  })
  find(@CurrentActor() actor: Actor, @Query() query: ScimQueryDto, @ScimBase() base: string) {
    return this.page(actor, query, new Projection(query), base);
  }

  @Post('.search')
  @ScimEndpoint({
    permission: 'scim:read',
    audit: false,
    summary: 'List groups, asked in a body',
    returns: ScimGroupListDto,
    takes: SearchDto,
  })
  search(@CurrentActor() actor: Actor, @Body() body: SearchDto, @ScimBase() base: string) {
    return this.page(actor, body, new Projection(body), base);
  }

  @Post()
  @ScimEndpoint({
    permission: 'scim:write',
    audit: 'scim_group.create',
    summary: 'Make a group',
    status: 201,
    bodyLimit: BODY_LIMIT,
    returns: ScimGroupDto,
    takes: ScimGroupDto,
  })
  async create(
    @CurrentActor() actor: Actor,
    @Body() body: unknown,
    @Query() query: AttributesDto,
    @ScimBase() base: string,
    @Res({ passthrough: true }) response: Response,
  ): Promise<ScimGroupDto> {
    const id = await this.groups.create(actor, sentObject(body));
    response.setHeader('Location', locationOf(base, 'Group', id));
    return this.shown(actor, id, query, base);
  }

  @Get(':id')
  @ScimEndpoint({ permission: 'scim:read', summary: 'Get a group', returns: ScimGroupDto })
  get(
    @CurrentActor() actor: Actor,
    @ScimId() id: string,
    @Query() query: AttributesDto,
    @ScimBase() base: string,
  ): Promise<ScimGroupDto> {
    return this.shown(actor, id, query, base);
  }

  @Put(':id')
  @ScimEndpoint({
    permission: 'scim:write',
    audit: 'scim_group.update',
    summary: 'Replace a group',
    bodyLimit: BODY_LIMIT,
    returns: ScimGroupDto,
    takes: ScimGroupDto,
  })
  async replace(
    @CurrentActor() actor: Actor,
    @ScimId() id: string,
    @Body() body: unknown,
    @Query() query: AttributesDto,
    @ScimBase() base: string,
  ): Promise<ScimGroupDto> {
    await this.groups.replace(actor, id, sentObject(body));
    return this.shown(actor, id, query, base);
  }

  @Patch(':id')
  @ScimEndpoint({
    permission: 'scim:write',
    audit: 'scim_group.update',
    summary: 'Change a group',
    description: 'Answers the group only where `attributes` are asked for: it may have very many members.',
    status: 204,
    bodyLimit: BODY_LIMIT,
    takes: PatchDto,
  })
  @ApiResponse({ status: 200, description: 'Success', type: ScimGroupDto })
  async patch(
    @CurrentActor() actor: Actor,
    @ScimId() id: string,
    @Body() body: unknown,
    @Query() query: AttributesDto,
    @ScimBase() base: string,
    @Res({ passthrough: true }) response: Response,
  ): Promise<ScimGroupDto | undefined> {
    await this.groups.patch(actor, id, body);
    if (!new Projection(query).chosen) return undefined;
    response.status(200);
    return this.shown(actor, id, query, base);
  }

  @Delete(':id')
  @Endpoint({ permission: 'scim:write', audit: 'scim_group.delete', summary: 'Remove a group', status: 204 })
  remove(@CurrentActor() actor: Actor, @ScimId() id: string): Promise<void> {
    return this.groups.remove(actor, id);
  }

  private async shown(actor: Actor, id: string, query: AttributesDto, base: string): Promise<ScimGroupDto> {
    const projection = new Projection(query);
    const group = await this.list.get(actor, id, projection.shows('members'));
    return projection.of(toScimGroupDto(group, base));
  }

  private async page(
    actor: Actor,
    query: ScimQuery,
    projection: Projection,
    base: string,
  ): Promise<ScimGroupListDto> {
    const { items, total, startIndex } = await this.list.list(actor, query, projection.shows('members'));
    const resources = items.map((group) => projection.of(toScimGroupDto(group, base)));
    return toScimList(resources, total, startIndex);
  }
}
