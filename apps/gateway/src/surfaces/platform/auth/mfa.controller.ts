import { Body, Controller, Post } from '@nestjs/common';
import { type Actor, type Client, MfaService, SignIn } from '@muster/identity';
import { PendingToken } from '../../../auth/credentials';
import { CurrentActor } from '../../../auth/current-actor.decorator';
import { CurrentClient } from '../../../auth/current-client.decorator';
import { Endpoint } from '../../../auth/endpoint.decorator';
import { Surface } from '../../surfaces';
import {
  codeOf,
  MfaDisabledDto,
  MfaDisableDto,
  MfaSetupDto,
  MfaSetupRequestDto,
  MfaVerifiedDto,
  MfaVerifyDto,
  toEnabledDto,
  toFinishedDto,
  toMfaSetupDto,
  toProof,
} from './mfa.dto';

@Surface('platform')
@Controller('api/v1/auth')
export class MfaController {
  constructor(
    private readonly mfa: MfaService,
    private readonly signIn: SignIn,
  ) {}

  @Post('mfa/setup')
  @Endpoint({
    permission: 'credentials:write',
    audit: 'auth.mfa_setup',
    beforeMfa: true,
    summary: 'Begin with a second factor',
    returns: MfaSetupDto,
  })
  async setUp(@CurrentActor() actor: Actor, @Body() body: MfaSetupRequestDto): Promise<MfaSetupDto> {
    return toMfaSetupDto(await this.mfa.setUp(actor, body.password ?? undefined));
  }

  @Post(['mfa/verify', 'verify-mfa'])
  @Endpoint({
    permission: 'credentials:write',
    audit: 'auth.mfa_verify',
    beforeMfa: true,
    secondFactor: true,
    limit: 'login',
    summary: 'Send the code that a login or a setup waits for',
    returns: MfaVerifiedDto,
  })
  async verify(
    @CurrentActor() actor: Actor,
    @PendingToken() pending: string | undefined,
    @Body() body: MfaVerifyDto,
    @CurrentClient() client: Client,
  ): Promise<MfaVerifiedDto> {
    if (pending === undefined) return toEnabledDto(await this.mfa.confirm(actor, codeOf(body), client));
    return toFinishedDto(await this.signIn.finish(pending, codeOf(body), client));
  }

  @Post('mfa/disable')
  @Endpoint({
    permission: 'credentials:write',
    audit: 'auth.mfa_disable',
    summary: 'Turn the second factor off, with the password or a code',
    returns: MfaDisabledDto,
  })
  async disable(
    @CurrentActor() actor: Actor,
    @Body() body: MfaDisableDto,
    @CurrentClient() client: Client,
  ): Promise<MfaDisabledDto> {
    await this.mfa.disable(actor, toProof(body), client);
    return { mfa_enabled: false };
  }
}
