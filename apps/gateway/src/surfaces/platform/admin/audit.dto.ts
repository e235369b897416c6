import { Readable } from 'node:stream';
import { StreamableFile } from '@nestjs/common';
import {
  ACTOR_TYPES,
  type ActorType,
  type AuditEntry,
  type AuditFilter,
  INSTALLATION,
} from '@muster/governance';
import { type Actor, isInstallationWide } from '@muster/identity';
import {
  DateField,
  EnumField,
  ForbiddenError,
  IntField,
  JsonField,
  ListField,
  StringField,
  UuidField,
} from '@muster/platform';
import { attachmentNamed } from '../../../transfer/attachment';
import { ListDto, ListQueryDto, toPage } from '../lists/list.dto';

export class AuditListQueryDto extends ListQueryDto {
  @IntField({ min: 1, max: 200, optional: true, default: 100 }) override limit = 100;
  @StringField({ max: 100, optional: true, about: '`<noun>.<verb>`' }) action?: string;
  @UuidField({ optional: true }) actor_id?: string;
  @StringField({ max: 100, optional: true }) resource_type?: string;
  @StringField({ max: 255, optional: true }) resource_id?: string;
  @DateField({ optional: true, about: 'Only entries of then or later' }) from?: Date;
  @DateField({ optional: true, about: 'Only entries until then' }) to?: Date;
}

export class AuditExportQueryDto {
  @EnumField(['organization', 'installation'], {
    optional: true,
    default: 'organization',
    about: 'Whose chain; that of the installation is for its administrators',
  })
  chain: 'organization' | 'installation' = 'organization';
}

export class AuditEntryDto {
  @UuidField() id: string;
  @StringField() action: string;
  @StringField() resource_type: string;
  @StringField({ nullable: true }) resource_id: string | null;
  @EnumField(ACTOR_TYPES) actor_type: ActorType;
  @UuidField({ nullable: true }) actor_id: string | null;
  @JsonField({ nullable: true }) details: object | null;
  @JsonField() changes: object;
  @StringField({ nullable: true }) ip_address: string | null;
  @StringField({ nullable: true }) user_agent: string | null;
  @StringField({ nullable: true }) request_id: string | null;
  @IntField({ nullable: true, about: 'Number in its chain; null for a moment after it was written' })
  seq: number | null;
  @StringField({ nullable: true, about: 'Its link, SHA-256 in hex' }) hash: string | null;
  @DateField() created_at: Date;
}

export class AuditListDto extends ListDto {
  @ListField(() => AuditEntryDto) items: AuditEntryDto[];
}

export class AuditKeyDto {
  @StringField() id: string;
  @EnumField(['Ed25519']) algorithm: 'Ed25519';
  @StringField({ about: 'PEM' }) public_key: string;
}

export const toAuditFilter = (query: AuditListQueryDto): AuditFilter => ({
  ...toPage(query),
  action: query.action ?? undefined,
  actorId: query.actor_id ?? undefined,
  resourceType: query.resource_type ?? undefined,
  resourceId: query.resource_id ?? undefined,
  from: query.from ?? undefined,
  to: query.to ?? undefined,
});

export const toAuditEntryDto = (entry: AuditEntry): AuditEntryDto => ({
  id: entry.id,
  action: entry.action,
  resource_type: entry.resourceType,
  resource_id: entry.resourceId,
  actor_type: entry.actorType,
  actor_id: entry.actorId,
  details: entry.details,
  changes: entry.changes,
  ip_address: entry.ipAddress,
  user_agent: entry.userAgent,
  request_id: entry.requestId,
  seq: entry.seq,
  hash: entry.hash?.toString('hex') ?? null,
  created_at: entry.createdAt,
});

export function chainOf(actor: Actor, { chain }: AuditExportQueryDto): string {
  if (chain === 'organization') return actor.orgId;
  if (isInstallationWide(actor)) return INSTALLATION;
  throw new ForbiddenError('The chain of the installation is for its administrators');
}

/** An export has no length that is known before. */
export const toNdjson = (lines: AsyncIterable<string>): StreamableFile =>
  new StreamableFile(Readable.from(lines, { objectMode: false }), {
    type: 'application/x-ndjson',
    disposition: attachmentNamed('audit.ndjson'),
  });
