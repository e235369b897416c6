import { Body, Controller, Post, Req } from '@nestjs/common';
import type { Request } from 'express';
import { type Actor, type Client, NO_ORGANIZATION, Recoveries } from '@muster/identity';
import { exchangeOf } from '@muster/platform';
import { CurrentActor } from '../../../auth/current-actor.decorator';
import { CurrentClient } from '../../../auth/current-client.decorator';
import { Endpoint } from '../../../auth/endpoint.decorator';
import { Surface } from '../../surfaces';
import { MessageDto, said } from './auth.dto';
import { EmailConfirmationDto, PasswordForgottenDto, PasswordResetDto } from './recovery.dto';

/** For people who forgot their password, or have not shown yet that an address is theirs. */
@Surface('platform')
@Controller('api/v1/auth')
export class RecoveryController {
  constructor(private readonly recoveries: Recoveries) {}

  @Post('password/forgot')
  @Endpoint({
    permission: 'public',
    audit: 'auth.password_forgotten',
    limit: 'register',
    summary: 'Mail a link for a new password; the answer does not tell whether there is such an account',
    status: 202,
    returns: MessageDto,
  })
  forgot(@Body() { email }: PasswordForgottenDto): MessageDto {
    this.recoveries.forgot(email);
    return said('If there is an account with this address, a mail is on its way');
  }

  @Post('password/reset')
  @Endpoint({
    permission: 'public',
    audit: 'auth.password_reset',
    limit: 'login',
    summary: 'Set a new password by the token of a mail; every session ends',
    returns: MessageDto,
  })
  async reset(
    @Body() body: PasswordResetDto,
    @CurrentClient() client: Client,
    @Req() request: Request,
  ): Promise<MessageDto> {
    known(request, await this.recoveries.reset(body.token, body.new_password, client));
    return said('Password changed');
  }

  @Post('email/confirmation')
  @Endpoint({
    permission: 'profile:write',
    audit: 'auth.email_confirmation_request',
    limit: 'register',
    summary: 'Mail a link that shows that my address is mine',
    status: 202,
    returns: MessageDto,
  })
  async askToConfirm(@CurrentActor() actor: Actor): Promise<MessageDto> {
    await this.recoveries.askToConfirm(actor);
    return said('A mail is on its way, unless the address is confirmed already');
  }

  @Post('email/verify')
  @Endpoint({
    permission: 'public',
    audit: 'auth.email_confirmed',
    limit: 'login',
    summary: 'Confirm an address by the token of a mail',
    returns: MessageDto,
  })
  async confirm(@Body() { token }: EmailConfirmationDto, @Req() request: Request): Promise<MessageDto> {
    known(request, await this.recoveries.confirm(token));
    return said('Address confirmed');
  }
}

/** Whoever read the mail is taken for the account, as far as the audit trail goes. */
function known(request: Request, userId: string): void {
  exchangeOf(request).caller = { userId, orgId: NO_ORGANIZATION, credential: 'link' };
}
