import { Body, Controller, Post } from '@nestjs/common';
import {
  type Actor,
  type Client,
  IdentityProviders,
  PasswordChanges,
  RefreshTokens,
  SessionEndings,
  SessionsService,
} from '@muster/identity';
import { CurrentActor } from '../../../auth/current-actor.decorator';
import { CurrentClient } from '../../../auth/current-client.decorator';
import { Endpoint } from '../../../auth/endpoint.decorator';
import { Surface } from '../../surfaces';
import {
  LoggedOutDto,
  LogoutDto,
  MessageDto,
  organizationOf,
  PasswordChangeDto,
  said,
  SwitchDto,
  SwitchedDto,
  toLoggedOutDto,
  toPasswordChange,
  toSwitchedDto,
} from './auth.dto';

/** What people see and change of themselves. */
@Surface('platform')
@Controller('api/v1/auth')
export class MeController {
  constructor(
    private readonly passwords: PasswordChanges,
    private readonly sessions: SessionsService,
    private readonly endings: SessionEndings,
    private readonly refreshTokens: RefreshTokens,
    private readonly providers: IdentityProviders,
  ) {}

  @Post('change-password')
  @Endpoint({
    permission: 'credentials:write',
    audit: 'auth.password_change',
    summary: 'Change the password; every other session ends',
    returns: MessageDto,
  })
  async changePassword(
    @CurrentActor() actor: Actor,
    @Body() body: PasswordChangeDto,
    @CurrentClient() client: Client,
  ): Promise<MessageDto> {
    await this.passwords.change(actor, toPasswordChange(body), 'platform', client);
    return said('Password changed');
  }

  @Post('logout')
  @Endpoint({
    permission: 'credentials:write',
    audit: 'auth.logout',
    beforeMfa: true,
    summary: 'End the session',
    returns: LoggedOutDto,
  })
  async logout(@CurrentActor() actor: Actor, @Body() body: LogoutDto): Promise<LoggedOutDto> {
    const url = await this.providers.logoutUrl(actor);
    await this.endings.endOwn(actor);
    if (body.refresh_token) await this.refreshTokens.endSession(body.refresh_token, actor.userId);
    return toLoggedOutDto(url);
  }

  @Post('switch')
  @Endpoint({
    permission: 'credentials:write',
    audit: 'auth.switch',
    summary: 'Go on in another organization; the refresh token goes along',
    returns: SwitchedDto,
  })
  async switch(@CurrentActor() actor: Actor, @Body() body: SwitchDto): Promise<SwitchedDto> {
    return toSwitchedDto(await this.sessions.switchOrganization(actor, organizationOf(body)));
  }
}
