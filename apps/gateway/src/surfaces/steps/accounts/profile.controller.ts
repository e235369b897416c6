import { Body, Controller, Get, Patch, Put } from '@nestjs/common';
import { type Actor, type Client, PasswordChanges, Profiles } from '@muster/identity';
import { CurrentActor } from '../../../auth/current-actor.decorator';
import { CurrentClient } from '../../../auth/current-client.decorator';
import { Endpoint } from '../../../auth/endpoint.decorator';
import { Surface } from '../../surfaces';
import {
  PasswordChangeDto,
  ProfileChangeDto,
  toProfileChange,
  toUserProfileDto,
  UserProfileDto,
} from './accounts.dto';

@Surface('steps')
@Controller('users/me')
export class ProfileController {
  constructor(
    private readonly profiles: Profiles,
    private readonly passwords: PasswordChanges,
  ) {}

  @Get()
  @Endpoint({ permission: 'profile:read', beforeMfa: true, summary: 'Who am I', returns: UserProfileDto })
  async get(@CurrentActor() actor: Actor): Promise<UserProfileDto> {
    return toUserProfileDto(await this.profiles.of(actor));
  }

  @Patch()
  @Endpoint({
    permission: 'profile:write',
    summary: 'Change what is sent of name and e-mail',
    returns: UserProfileDto,
  })
  async update(
    @CurrentActor() actor: Actor,
    @Body() body: ProfileChangeDto,
    @CurrentClient() client: Client,
  ): Promise<UserProfileDto> {
    const proof = { currentPassword: body.currentPassword ?? undefined, client };
    return toUserProfileDto(await this.profiles.update(actor, toProfileChange(body), proof));
  }

  @Put('password')
  @Endpoint({
    permission: 'credentials:write',
    audit: 'auth.password_change',
    summary: 'Change the password; every token ends',
  })
  changePassword(
    @CurrentActor() actor: Actor,
    @Body() body: PasswordChangeDto,
    @CurrentClient() client: Client,
  ): Promise<void> {
    return this.passwords.change(actor, body, 'basic', client);
  }
}
