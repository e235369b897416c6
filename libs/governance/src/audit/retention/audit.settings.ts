import { FlagSetting, IntSetting } from '@muster/platform';

/** How long the audit trail is kept. */
export class AuditSettings {
  @IntSetting('AUDIT_RETENTION_DAYS', {
    about: 'days after which entries of the audit trail are removed, in whole signed stretches; 0: never',
    default: 0,
    min: 0,
    max: 36_500,
  })
  retentionDays: number;

  @FlagSetting('AUDIT_RETENTION_EXPORTED', {
    about: 'remove only what `GET /api/v1/admin/audit/export` has handed out',
    default: false,
  })
  exportedOnly: boolean;
}
