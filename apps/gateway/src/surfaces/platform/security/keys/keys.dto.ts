import type { AuditKeyRecord } from '@muster/governance';
import type { AccessKeyRecord } from '@muster/identity';
import { BooleanField, DateField, EnumField, ListField, StringField } from '@muster/platform';

const STATES = ['next', 'signing', 'verifying', 'retired'] as const;

export class KeyRotateDto {
  @BooleanField({ optional: true, about: 'The tokens of the old keys end now: everybody signs in again' })
  revoke?: boolean;
}

export class KeyDto {
  @StringField({ about: '`kid` of the tokens, `key_id` of the checkpoints' }) id: string;
  @EnumField(STATES) state: (typeof STATES)[number];
  @DateField({ nullable: true, about: 'Null: it is in the settings' }) created_at: Date | null;
  @DateField({ nullable: true, about: 'Until then the one before signs' }) signs_from: Date | null;
  @DateField({ nullable: true, about: 'What it signed counts until then' }) expires_at: Date | null;
}

export class KeyListDto {
  @ListField(() => KeyDto, { about: 'Newest first' }) items: KeyDto[];
}

const dateOf = (date: Date): Date | null => (date.getTime() > 0 ? date : null);

export const toAccessKeyListDto = (keys: AccessKeyRecord[]): KeyListDto => ({
  items: keys.map(({ id, state, createdAt, signsFrom, expiresAt }) => ({
    ...{ id, state },
    created_at: dateOf(createdAt),
    signs_from: dateOf(signsFrom),
    expires_at: expiresAt,
  })),
});

/** What was signed under a retired one counts for ever. */
export const toAuditKeyListDto = (keys: AuditKeyRecord[]): KeyListDto => ({
  items: keys.map(({ id, active, created_at }) => ({
    id,
    state: active ? 'signing' : 'retired',
    ...{ created_at, signs_from: created_at, expires_at: null },
  })),
});
