import { Body, Controller, Get, Put } from '@nestjs/common';
import { type Actor, type Client, Profiles, Recoveries } from '@muster/identity';
import { CurrentActor } from '../../../auth/current-actor.decorator';
import { CurrentClient } from '../../../auth/current-client.decorator';
import { Endpoint } from '../../../auth/endpoint.decorator';
import { Surface } from '../../surfaces';
import { toUserDto, UserDto } from '../users/user.dto';
import { ProfileChangeDto, toProfileChange } from './auth.dto';

/** What people say of themselves. */
@Surface('platform')
@Controller('api/v1/auth')
export class ProfileController {
  constructor(
    private readonly profiles: Profiles,
    private readonly recoveries: Recoveries,
  ) {}

  @Get('me')
  @Endpoint({ permission: 'profile:read', beforeMfa: true, summary: 'Who am I', returns: UserDto })
  async get(@CurrentActor() actor: Actor): Promise<UserDto> {
    return toUserDto(await this.profiles.of(actor), actor.role);
  }

  @Put('me')
  @Endpoint({
    permission: 'profile:write',
    summary: 'Change what is sent of name and e-mail',
    returns: UserDto,
  })
  async update(
    @CurrentActor() actor: Actor,
    @Body() body: ProfileChangeDto,
    @CurrentClient() client: Client,
  ): Promise<UserDto> {
    const proof = { currentPassword: body.current_password ?? undefined, client };
    const user = await this.profiles.updateConfirmed(actor, toProfileChange(body), proof);
    if (body.email) await this.recoveries.askToConfirm(actor);
    return toUserDto(user, actor.role);
  }
}
