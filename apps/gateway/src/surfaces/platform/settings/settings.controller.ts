import { Body, Controller, Get, Param, Put } from '@nestjs/common';
import { InstallationSettings } from '@muster/governance';
import type { Actor } from '@muster/identity';
import { CurrentActor } from '../../../auth/current-actor.decorator';
import { Endpoint } from '../../../auth/endpoint.decorator';
import { Surface } from '../../surfaces';
import { SettingsHealth } from './settings-health';
import {
  SettingsDto,
  SettingsHealthDto,
  SettingsUpdateDto,
  SettingsUpdatedDto,
  SettingUpdateDto,
  SettingUpdatedDto,
  toSettingsDto,
  toSettingUpdatedDto,
  toValue,
  toValues,
} from './settings.dto';

@Surface('platform')
@Controller('api/v1/settings')
export class SettingsController {
  constructor(
    private readonly settings: InstallationSettings,
    private readonly probes: SettingsHealth,
  ) {}

  @Get()
  @Endpoint({
    permission: 'settings:read',
    summary: 'All settings of the installation',
    returns: SettingsDto,
  })
  async list(): Promise<SettingsDto> {
    return toSettingsDto(await this.settings.list());
  }

  @Get('health')
  @Endpoint({
    permission: 'settings:read',
    summary: 'Whether the parts that are configured answer',
    returns: SettingsHealthDto,
  })
  health(): Promise<SettingsHealthDto> {
    return this.probes.report();
  }

  @Put('bulk')
  @Endpoint({
    permission: 'settings:write',
    summary: 'Change several settings, all or none',
    returns: SettingsUpdatedDto,
  })
  updateMany(@CurrentActor() actor: Actor, @Body() body: SettingsUpdateDto): Promise<SettingsUpdatedDto> {
    return this.settings.setMany(actor, toValues(body));
  }

  @Put(':category/:key')
  @Endpoint({ permission: 'settings:write', summary: 'Change a setting', returns: SettingUpdatedDto })
  async update(
    @CurrentActor() actor: Actor,
    @Param('category') category: string,
    @Param('key') key: string,
    @Body() body: SettingUpdateDto,
  ): Promise<SettingUpdatedDto> {
    return toSettingUpdatedDto(await this.settings.set(actor, `${category}.${key}`, toValue(body)));
  }
}
