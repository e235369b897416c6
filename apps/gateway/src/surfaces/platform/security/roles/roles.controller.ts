import { Body, Controller, Delete, Get, Patch, Post, Put, Query } from '@nestjs/common';
import { type Actor, CustomRoles, permissionCatalogue } from '@muster/identity';
import { UuidParam } from '@muster/platform';
import { CurrentActor } from '../../../../auth/current-actor.decorator';
import { Endpoint } from '../../../../auth/endpoint.decorator';
import { Surface } from '../../../surfaces';
import { ListQueryDto, toPage } from '../../lists/list.dto';
import {
  pageOf,
  PermissionListDto,
  RoleChangeDto,
  RoleCreateDto,
  RoleDeleteQueryDto,
  RoleDto,
  RoleListDto,
  toBuiltInRoleDtos,
  toInstead,
  toPermissionDto,
  toRoleChange,
  toRoleDto,
} from './roles.dto';

@Surface('platform')
@Controller('api/v1/security/roles')
export class RolesController {
  constructor(private readonly roles: CustomRoles) {}

  @Get()
  @Endpoint({
    permission: 'roles:read',
    summary: 'List the roles of the organization, the built-in ones first',
    returns: RoleListDto,
  })
  async list(@CurrentActor() actor: Actor, @Query() query: ListQueryDto): Promise<RoleListDto> {
    return pageOf([...toBuiltInRoleDtos(), ...(await this.roles.list(actor)).map(toRoleDto)], toPage(query));
  }

  @Get('permissions')
  @Endpoint({
    permission: 'roles:read',
    summary: 'List what a role can grant',
    returns: PermissionListDto,
  })
  listPermissions(@Query() query: ListQueryDto): PermissionListDto {
    return pageOf(permissionCatalogue().map(toPermissionDto), toPage(query));
  }

  @Get(':id')
  @Endpoint({ permission: 'roles:read', summary: 'A role of the organization', returns: RoleDto })
  async get(@CurrentActor() actor: Actor, @UuidParam('id') id: string): Promise<RoleDto> {
    return toRoleDto(await this.roles.get(actor, id));
  }

  @Post()
  @Endpoint({
    permission: 'roles:write',
    summary: 'Make a role that grants no more than one’s own',
    status: 201,
    returns: RoleDto,
  })
  async create(@CurrentActor() actor: Actor, @Body() body: RoleCreateDto): Promise<RoleDto> {
    return toRoleDto(await this.roles.create(actor, body));
  }

  @Put(':id')
  @Endpoint({
    permission: 'roles:write',
    summary: 'Change what is sent of a role, for everybody who has it',
    returns: RoleDto,
  })
  async update(
    @CurrentActor() actor: Actor,
    @UuidParam('id') id: string,
    @Body() body: RoleChangeDto,
  ): Promise<RoleDto> {
    return toRoleDto(await this.roles.update(actor, id, toRoleChange(body)));
  }

  @Patch(':id')
  @Endpoint({ permission: 'roles:write', summary: 'The same as `PUT`', returns: RoleDto })
  patch(
    @CurrentActor() actor: Actor,
    @UuidParam('id') id: string,
    @Body() body: RoleChangeDto,
  ): Promise<RoleDto> {
    return this.update(actor, id, body);
  }

  @Delete(':id')
  @Endpoint({
    permission: 'roles:write',
    summary: 'Remove a role that nobody has, or whose people get another',
    status: 204,
  })
  remove(
    @CurrentActor() actor: Actor,
    @UuidParam('id') id: string,
    @Query() query: RoleDeleteQueryDto,
  ): Promise<void> {
    return this.roles.remove(actor, id, toInstead(query));
  }
}
