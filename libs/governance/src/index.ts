import type { MigrationClass, SealedColumn } from '@muster/platform';
import { Audit1795950000000 } from './migrations/1795950000000-audit';
import { AuditRetention1796030000002 } from './migrations/1796030000002-audit-retention';
import { Configuration1795960000000 } from './migrations/1795960000000-configuration';

export { type IpAction, IP_ACTIONS, IpRule } from './addresses/ip-rule.entity';
export { type IpRuleInput, IpRulesService, type Replacement } from './addresses/ip-rules.service';
export { AuditEntry } from './audit/entities/audit-entry.entity';
export { actorOf, type AuditFact, type AuditInput, INSTALLATION } from './audit/audit-input';
export { type AuditKeyRecord, AuditKeys } from './audit/audit-keys.service';
export { type AuditOrigin, type AuditScope, auditScope } from './audit/audit-scope';
export { AuditSealer } from './audit/audit-sealer.service';
export { AuditModule } from './audit/audit.module';
export { Audit, type SqlClient } from './audit/audit.service';
export { ExportVerifier, type Fault, type Finding, type Verdict } from './audit/chain/export-verifier';
export { ACTOR_TYPES, type ActorType, type PublicKeyRecord } from './audit/chain/records';
export { AuditExport } from './audit/log/audit-export.service';
export { type AuditFilter, AuditLog } from './audit/log/audit-log.service';
export { AuditRetentionModule } from './audit/retention/audit-retention.module';
export { AuditPruner } from './audit/retention/audit-pruner.service';
export { AuditSettings } from './audit/retention/audit.settings';
export { masked, withoutSecrets } from './audit/masking';
export { definitionOf, type SettingName } from './settings/catalog';
export { InstallationSettings, type Setting, type WireValue } from './settings/settings.service';
export { ConfigurationModule } from './state/configuration.module';
export { followMail, followModels } from './state/followers';
export { LiveSettingsModule } from './state/live-settings.module';
export { LiveSettings } from './state/live-settings.service';
export { shownLogLevel } from './state/log-level.effect';

export const governanceMigrations: MigrationClass[] = [
  Audit1795950000000,
  Configuration1795960000000,
  AuditRetention1796030000002,
];

/** What the vault sealed here. */
export const governanceSecrets: SealedColumn[] = [
  { table: 'audit_key', key: 'id', keyType: 'text', column: 'secret', place: 'audit_key' },
  { table: 'setting', key: 'name', keyType: 'text', column: 'secret' },
];
