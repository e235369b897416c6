import { Body, Controller, Delete, Get, Post, Req, Res, UseGuards } from '@nestjs/common';
import {
  type Actor,
  CustomRoles,
  MembershipsService,
  ORG_ROLES,
  OrganizationsService,
} from '@muster/identity';
import { UuidParam } from '@muster/platform';
import type { Request, Response } from 'express';
import { CurrentActor } from '../../../auth/current-actor.decorator';
import { Endpoint } from '../../../auth/endpoint.decorator';
import { Surface } from '../../surfaces';
import { BrowserCookies } from '../accounts/browser-cookies';
import { NotInLocalMode } from '../not-in-local-mode.guard';
import {
  OrgCreatedDto,
  OrgCreateDto,
  OrgDto,
  OrgRoleDto,
  toOrgDto,
  toOrgRoleDto,
  toOwnRoleDto,
} from './orgs.dto';

@Surface('plans')
@Controller('orgs')
export class OrgsController {
  constructor(
    private readonly organizations: OrganizationsService,
    private readonly members: MembershipsService,
    private readonly customRoles: CustomRoles,
    private readonly cookies: BrowserCookies,
  ) {}

  @Get()
  @Endpoint({
    permission: 'organizations:read',
    anyOrganization: true,
    summary: 'Where the caller may work: memberships and open invitations',
    returnsList: OrgDto,
  })
  async list(@CurrentActor() actor: Actor): Promise<OrgDto[]> {
    return (await this.organizations.reachableBy(actor)).map(toOrgDto);
  }

  @Post()
  @Endpoint({
    permission: 'organizations:write',
    anyOrganization: true,
    summary: 'Found an organization, as its owner',
    status: 201,
    returns: OrgCreatedDto,
  })
  async create(
    @CurrentActor() actor: Actor,
    @Body() body: OrgCreateDto,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<OrgCreatedDto> {
    const { id } = this.cookies.entered(request, response, await this.organizations.create(actor, body));
    return { id };
  }

  @Get('session')
  @Endpoint({ permission: 'organizations:read', summary: 'The organization in use', returns: OrgDto })
  async session(
    @CurrentActor() actor: Actor,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<OrgDto> {
    return toOrgDto(this.cookies.entered(request, response, await this.organizations.current(actor)));
  }

  @Get('roles')
  @Endpoint({ permission: 'roles:read', summary: 'What people can be here', returnsList: OrgRoleDto })
  async roles(@CurrentActor() actor: Actor): Promise<OrgRoleDto[]> {
    return [...ORG_ROLES.map(toOrgRoleDto), ...(await this.customRoles.list(actor)).map(toOwnRoleDto)];
  }

  @Delete('users/:userId')
  @UseGuards(NotInLocalMode)
  @Endpoint({ permission: 'members:write', summary: 'Remove somebody', status: 204 })
  removeUser(@CurrentActor() actor: Actor, @UuidParam('userId') userId: string): Promise<void> {
    return this.members.dismiss(actor, userId);
  }
}
