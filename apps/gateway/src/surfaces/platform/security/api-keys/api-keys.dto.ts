import { BooleanField, DateField, IntField, ListField, StringField, UuidField } from '@muster/platform';
import type { ApiKey, ApiKeyCreate } from '@muster/identity';
import { ListDto, ListQueryDto } from '../../lists/list.dto';

export class ApiKeyListQueryDto extends ListQueryDto {
  @BooleanField({ optional: true, default: false, about: 'For administrators: everybody’s' }) all = false;
}

export class ApiKeyCreateDto {
  @StringField({ min: 1, max: 100, trim: true }) name: string;
  @StringField({
    each: true,
    minItems: 1,
    maxItems: 100,
    max: 100,
    optional: true,
    about: '`read`, `write`, `admin`, or `<group>:read`, `<group>:write`; left out: `read`',
  })
  scopes?: string[];
  @DateField({ optional: true }) expires_at?: Date;
  @IntField({
    min: 1,
    max: 1_000_000,
    optional: true,
    about: 'Left out: as many as a user; more than that takes an administrator of the installation',
  })
  rate_limit_per_minute?: number;
}

export class ApiKeyDto {
  @UuidField() id: string;
  @StringField() name: string;
  @StringField({ about: 'The first twelve characters' }) key_prefix: string;
  @StringField({ each: true }) scopes: string[];
  @UuidField() user_id: string;
  @DateField({ nullable: true }) expires_at: Date | null;
  @DateField({ nullable: true, about: 'To the minute' }) last_used_at: Date | null;
  @IntField({ nullable: true, about: 'Null: as many as a user' }) rate_limit_per_minute: number | null;
  @BooleanField() revoked: boolean;
  @DateField() created_at: Date;
}

export class ApiKeyCreatedDto extends ApiKeyDto {
  @StringField({ about: 'Shown now and never again' }) key: string;
  @StringField() message: string;
}

export class ApiKeyListDto extends ListDto {
  @ListField(() => ApiKeyDto) items: ApiKeyDto[];
}

export const toApiKeyCreate = (dto: ApiKeyCreateDto): ApiKeyCreate => ({
  name: dto.name,
  scopes: dto.scopes ?? undefined,
  expiresAt: dto.expires_at ?? undefined,
  rateLimit: dto.rate_limit_per_minute ?? undefined,
});

export const toApiKeyDto = (key: ApiKey): ApiKeyDto => ({
  id: key.id,
  name: key.name,
  key_prefix: key.keyPrefix,
  scopes: key.scopes,
  user_id: key.userId,
  expires_at: key.expiresAt,
  last_used_at: key.lastUsedAt,
  rate_limit_per_minute: key.rateLimitPerMinute,
  revoked: key.revokedAt !== null,
  created_at: key.createdAt,
});

export const toCreatedDto = (row: ApiKey & { key: string }): ApiKeyCreatedDto => ({
  ...toApiKeyDto(row),
  key: row.key,
  message: 'Store this key now: it is not shown again',
});
