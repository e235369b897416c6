import { Body, Controller, Get, Put, Query } from '@nestjs/common';
import { ApiBody } from '@nestjs/swagger';
import { type Actor, GroupRoles } from '@muster/identity';
import { CurrentActor } from '../../../../auth/current-actor.decorator';
import { Endpoint } from '../../../../auth/endpoint.decorator';
import { Surface } from '../../../surfaces';
import { ListQueryDto, toListDto, toPage } from '../../lists/list.dto';
import { GroupRoleListDto, GroupRolesDto, toGroupRoleDto, toGroupRoles } from './group-roles.dto';

@Surface('platform')
@Controller('api/v1/security/group-roles')
export class GroupRolesController {
  constructor(private readonly roles: GroupRoles) {}

  @Get()
  @Endpoint({
    permission: 'roles:read',
    summary: 'List which roles the names of groups stand for',
    returns: GroupRoleListDto,
  })
  async list(@CurrentActor() actor: Actor, @Query() query: ListQueryDto): Promise<GroupRoleListDto> {
    const page = toPage(query);
    return toListDto(await this.roles.list(actor, page), page, toGroupRoleDto);
  }

  @Put()
  @Endpoint({
    permission: 'roles:write',
    audit: 'group_role.update',
    summary: 'Replace which roles the names of groups stand for',
    description: 'Whoever is in several groups has the strongest role; whoever is in none keeps theirs.',
    returns: GroupRoleListDto,
  })
  @ApiBody({ type: GroupRolesDto })
  async replace(
    @CurrentActor() actor: Actor,
    @Body() body: unknown,
    @Query() query: ListQueryDto,
  ): Promise<GroupRoleListDto> {
    await this.roles.replace(actor, toGroupRoles(body));
    return this.list(actor, query);
  }
}
