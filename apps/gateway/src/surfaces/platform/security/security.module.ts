import { Module } from '@nestjs/common';
import { AuditModule, ConfigurationModule } from '@muster/governance';
import { IdentityModule } from '@muster/identity';
import { GroupRolesController } from './group-roles/group-roles.controller';
import { IpRulesController } from './ip-rules/ip-rules.controller';
import { KeysController } from './keys/keys.controller';
import { RolesController } from './roles/roles.controller';
import { SecurityRules } from './rules/security-rules';
import { SecurityController } from './rules/security.controller';

/** Rules of the installation about credentials and addresses. */
@Module({
  imports: [IdentityModule, AuditModule, ConfigurationModule],
  controllers: [SecurityController, IpRulesController, GroupRolesController, KeysController, RolesController],
  providers: [SecurityRules],
})
export class SecurityModule {}
