import { Body, Controller, Delete, Get, Post, Query } from '@nestjs/common';
import {
  type Actor,
  IdentityProviders,
  PasswordChanges,
  RefreshTokens,
  SessionEndings,
  SessionsService,
} from '@muster/identity';
import { UuidParam } from '@muster/platform';
import { CurrentActor } from '../../../auth/current-actor.decorator';
import { Endpoint } from '../../../auth/endpoint.decorator';
import { Surface } from '../../surfaces';
import { ListQueryDto, toListDto, toPage } from '../lists/list.dto';
import { SessionListDto, toSessionDto } from '../security/sessions/sessions.dto';
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
  async changePassword(@CurrentActor() actor: Actor, @Body() body: PasswordChangeDto): Promise<MessageDto> {
    await this.passwords.change(actor, toPasswordChange(body), 'platform');
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

  @Get('sessions')
  @Endpoint({ permission: 'credentials:read', summary: 'List my own sessions', returns: SessionListDto })
  async listSessions(@CurrentActor() actor: Actor, @Query() query: ListQueryDto): Promise<SessionListDto> {
    return toListDto(await this.endings.list(actor, 'own', toPage(query)), toPage(query), toSessionDto);
  }

  @Delete('sessions/:id')
  @Endpoint({
    permission: 'credentials:write',
    audit: 'session.delete',
    summary: 'End one of my own sessions',
    status: 204,
  })
  endSession(@CurrentActor() actor: Actor, @UuidParam('id') id: string): Promise<void> {
    return this.endings.end(actor, 'own', id);
  }
}
