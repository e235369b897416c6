import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { IdentityModule } from '@muster/identity';
import { IpRule } from '../addresses/ip-rule.entity';
import { IpRulesService } from '../addresses/ip-rules.service';
import { AuditModule } from '../audit/audit.module';
import { SettingRow } from '../settings/setting.entity';
import { InstallationSettings } from '../settings/settings.service';
import { LiveSettingsModule } from './live-settings.module';

/** Settings and address rules of the installation. Needs the database, the transport, the vault and identity. */
@Module({
  imports: [TypeOrmModule.forFeature([SettingRow, IpRule]), AuditModule, IdentityModule, LiveSettingsModule],
  providers: [InstallationSettings, IpRulesService],
  exports: [InstallationSettings, IpRulesService, LiveSettingsModule],
})
export class ConfigurationModule {}
