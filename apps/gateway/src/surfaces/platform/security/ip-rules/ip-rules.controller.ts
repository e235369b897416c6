import { Body, Controller, Get, Ip, Put, Query } from '@nestjs/common';
import { ApiBody } from '@nestjs/swagger';
import { IpRulesService } from '@muster/governance';
import type { Actor } from '@muster/identity';
import { CurrentActor } from '../../../../auth/current-actor.decorator';
import { Endpoint } from '../../../../auth/endpoint.decorator';
import { Surface } from '../../../surfaces';
import { ListQueryDto, toListDto, toPage } from '../../lists/list.dto';
import { IpRuleListDto, IpRulesDto, toIpRuleDto, toReplacement } from './ip-rules.dto';

@Surface('platform')
@Controller('api/v1/security/ip-rules')
export class IpRulesController {
  constructor(private readonly rules: IpRulesService) {}

  @Get()
  @Endpoint({ permission: 'security:read', summary: 'List address rules', returns: IpRuleListDto })
  async list(@Query() query: ListQueryDto): Promise<IpRuleListDto> {
    return toListDto(await this.rules.list(toPage(query)), toPage(query), toIpRuleDto);
  }

  @Put()
  @Endpoint({
    permission: 'security:write',
    audit: 'ip_rule.update',
    summary: 'Replace all address rules',
    description: 'Denials beat allowances; where anything is allowed, everything else is denied.',
    returns: IpRuleListDto,
  })
  @ApiBody({ type: IpRulesDto })
  async replace(
    @CurrentActor() actor: Actor,
    @Body() body: unknown,
    @Ip() address: string,
    @Query() query: ListQueryDto,
  ): Promise<IpRuleListDto> {
    await this.rules.replace(actor, toReplacement(body, address));
    return toListDto(await this.rules.list(toPage(query)), toPage(query), toIpRuleDto);
  }
}
