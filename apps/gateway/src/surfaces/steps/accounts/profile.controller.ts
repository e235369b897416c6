import { Body, Controller, Get, Patch, Put } from '@nestjs/common';
import { AccountsService, type Actor, PasswordChanges } from '@muster/identity';
import { CurrentActor } from '../../../auth/current-actor.decorator';
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
    private readonly accounts: AccountsService,
    private readonly passwords: PasswordChanges,
  ) {}

  @Get()
  @Endpoint({ permission: 'profile:read', beforeMfa: true, summary: 'Who am I', returns: UserProfileDto })
  async get(@CurrentActor() actor: Actor): Promise<UserProfileDto> {
    return toUserProfileDto(await this.accounts.profile(actor));
  }

  @Patch()
  @Endpoint({
    permission: 'profile:write',
    summary: 'Change what is sent of name and e-mail',
    returns: UserProfileDto,
  })
  async update(@CurrentActor() actor: Actor, @Body() body: ProfileChangeDto): Promise<UserProfileDto> {
    const change = toProfileChange(body);
    return toUserProfileDto(
      await this.accounts.updateProfile(actor, change, body.currentPassword ?? undefined),
    );
  }

  @Put('password')
  @Endpoint({
    permission: 'credentials:write',
    audit: 'auth.password_change',
    summary: 'Change the password; every token ends',
  })
  changePassword(@CurrentActor() actor: Actor, @Body() body: PasswordChangeDto): Promise<void> {
    return this.passwords.change(actor, body, 'basic');
  }
}
