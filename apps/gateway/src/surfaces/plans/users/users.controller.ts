import { Body, Controller, Get, Put, UseGuards } from '@nestjs/common';
import { type Actor, MembershipsService } from '@muster/identity';
import { CurrentActor } from '../../../auth/current-actor.decorator';
import { Endpoint } from '../../../auth/endpoint.decorator';
import { Surface } from '../../surfaces';
import { NotInLocalMode } from '../not-in-local-mode.guard';
import {
  OrgUserConfigChangeDto,
  OrgUserConfigDto,
  toOrgUserConfigDto,
  toPreferences,
  toUsersDto,
  UsersDto,
} from './users.dto';

@Surface('plans')
@Controller()
export class UsersController {
  constructor(private readonly members: MembershipsService) {}

  @Get('users')
  @UseGuards(NotInLocalMode)
  @Endpoint({ permission: 'members:read', summary: 'Everybody in the organization', returns: UsersDto })
  async list(@CurrentActor() actor: Actor): Promise<UsersDto> {
    return toUsersDto(await this.members.all(actor));
  }

  @Get('org_user_config')
  @Endpoint({
    permission: 'profile:read',
    summary: 'What the client keeps for the caller in this organization',
    returns: OrgUserConfigDto,
  })
  async config(@CurrentActor() actor: Actor): Promise<OrgUserConfigDto> {
    return toOrgUserConfigDto(await this.members.preferences(actor));
  }

  @Put('org_user_config')
  @Endpoint({ permission: 'profile:write', summary: 'Replace it' })
  setConfig(@CurrentActor() actor: Actor, @Body() body: OrgUserConfigChangeDto): Promise<void> {
    return this.members.setPreferences(actor, toPreferences(body));
  }
}
