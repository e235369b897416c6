import { Body, Controller, Get, Post, Put, Query } from '@nestjs/common';
import { type Actor, MembershipsService, Registration, RoleAssignments } from '@muster/identity';
import { UuidParam } from '@muster/platform';
import { CurrentActor } from '../../../auth/current-actor.decorator';
import { Endpoint } from '../../../auth/endpoint.decorator';
import { Surface } from '../../surfaces';
import { ListQueryDto, toListDto, toPage } from '../lists/list.dto';
import { toUserDto, UserDto } from '../users/user.dto';
import { toRoleChoice } from '../security/roles/roles.dto';
import { MemberDto, RoleAssignmentDto, toMember, toMemberDto, UserCreateDto, UserListDto } from './users.dto';

@Surface('platform')
@Controller('api/v1/admin/users')
export class UsersController {
  constructor(
    private readonly members: MembershipsService,
    private readonly registration: Registration,
    private readonly assignments: RoleAssignments,
  ) {}

  @Get()
  @Endpoint({ permission: 'users:read', summary: 'List the members, newest first', returns: UserListDto })
  async list(@CurrentActor() actor: Actor, @Query() query: ListQueryDto): Promise<UserListDto> {
    const page = toPage(query);
    return toListDto(await this.members.list(actor, { ...page, newestFirst: true }), page, toMemberDto);
  }

  @Post()
  @Endpoint({ permission: 'users:write', summary: 'Make an account', status: 201, returns: UserDto })
  async create(@CurrentActor() actor: Actor, @Body() body: UserCreateDto): Promise<UserDto> {
    return toUserDto(await this.registration.addMember(actor, toMember(body), body.role), body.role);
  }

  @Put(':id/role')
  @Endpoint({
    permission: 'users:write',
    audit: 'user.assign_role',
    summary: 'Give somebody another role that grants no more than one’s own',
    returns: MemberDto,
  })
  async assignRole(
    @CurrentActor() actor: Actor,
    @UuidParam('id') id: string,
    @Body() body: RoleAssignmentDto,
  ): Promise<MemberDto> {
    return toMemberDto(await this.assignments.assign(actor, id, toRoleChoice(body.role, 'role')));
  }
}
