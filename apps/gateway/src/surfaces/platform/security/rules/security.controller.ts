import { Body, Controller, Get, Put } from '@nestjs/common';
import type { Actor } from '@muster/identity';
import { CurrentActor } from '../../../../auth/current-actor.decorator';
import { Endpoint } from '../../../../auth/endpoint.decorator';
import { Surface } from '../../../surfaces';
import { SecurityRules } from './security-rules';
import {
  PasswordPolicyChangeDto,
  PasswordPolicyDto,
  PasswordPolicyUpdatedDto,
  SecurityChangeDto,
  SecurityDto,
  toPasswordPolicyDto,
  toPasswordPolicyUpdatedDto,
  toPasswordRules,
  toSecurityChange,
  toSecurityDto,
} from './security.dto';

@Surface('platform')
@Controller('api/v1/security')
export class SecurityController {
  constructor(private readonly rules: SecurityRules) {}

  @Get()
  @Endpoint({ permission: 'security:read', summary: 'The security rules', returns: SecurityDto })
  async get(): Promise<SecurityDto> {
    return toSecurityDto(await this.rules.current());
  }

  @Put()
  @Endpoint({ permission: 'security:write', summary: 'Change what is sent of them', returns: SecurityDto })
  async update(@CurrentActor() actor: Actor, @Body() body: SecurityChangeDto): Promise<SecurityDto> {
    return toSecurityDto(await this.rules.change(actor, toSecurityChange(body)));
  }

  @Get('password-policy')
  @Endpoint({ permission: 'security:read', summary: 'The rules for passwords', returns: PasswordPolicyDto })
  async getPasswordPolicy(): Promise<PasswordPolicyDto> {
    return toPasswordPolicyDto((await this.rules.current()).passwordPolicy);
  }

  @Put('password-policy')
  @Endpoint({
    permission: 'security:write',
    summary: 'Change what is sent of them; they hold for new passwords',
    returns: PasswordPolicyUpdatedDto,
  })
  async updatePasswordPolicy(
    @CurrentActor() actor: Actor,
    @Body() body: PasswordPolicyChangeDto,
  ): Promise<PasswordPolicyUpdatedDto> {
    const change = { passwordPolicy: toPasswordRules(body) };
    return toPasswordPolicyUpdatedDto((await this.rules.change(actor, change)).passwordPolicy);
  }
}
