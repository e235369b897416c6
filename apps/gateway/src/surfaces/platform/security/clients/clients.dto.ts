import {
  BooleanField,
  DateField,
  EnumField,
  IntField,
  ListField,
  StringField,
  UuidField,
} from '@muster/platform';
import { type ClientChange, type ClientDetails, type ClientInput, type Role, ROLES } from '@muster/identity';
import { ListDto } from '../../lists/list.dto';
import { CustomRoleField, type CustomRoleRefDto, toCustomRoleRef } from '../roles/custom-role-ref.dto';
import { toRoleChoice } from '../roles/roles.dto';

const NAME = { min: 1, max: 100, trim: true };
const DESCRIPTION = { max: 500, optional: true };
const ROLE = {
  max: 100,
  optional: true,
  about: 'Of its account: the name of a built-in role, or the id of a role of the organization',
};
const SCOPES = {
  each: true,
  minItems: 1,
  maxItems: 100,
  max: 100,
  optional: true,
  about: '`read`, `write`, `admin`, or `<group>:read`, `<group>:write`; left out: `read`',
};

export class ClientCreateDto {
  @StringField(NAME) name: string;
  @StringField(DESCRIPTION) description?: string;
  @StringField({ ...ROLE, default: 'operator' }) role?: string;
  @StringField(SCOPES) scopes?: string[];
}

/** What is sent is changed. Another role, other scopes, and being switched off end its tokens. */
export class ClientChangeDto {
  @StringField({ ...NAME, optional: true }) name?: string;
  @StringField(DESCRIPTION) description?: string;
  @StringField(ROLE) role?: string;
  @StringField({ ...SCOPES, about: undefined }) scopes?: string[];
  @BooleanField({ optional: true }) enabled?: boolean;
}

export class SecretRotationDto {
  @IntField({
    min: 0,
    max: 7 * 24 * 60,
    optional: true,
    default: 0,
    about: 'How long the secret before, and tokens got by it, hold on; 0: they end at once',
  })
  overlap_minutes?: number;
}

export class ClientSecretDto {
  @UuidField() id: string;
  @StringField({ about: 'The first twelve characters' }) prefix: string;
  @DateField({ nullable: true, about: 'When it ends, because there is a newer one' }) expires_at: Date | null;
  @DateField() created_at: Date;
}

export class ClientDto {
  @UuidField() id: string;
  @UuidField({ about: 'The same as `id`: what the program calls itself' }) client_id: string;
  @StringField() name: string;
  @StringField() description: string;
  @UuidField({ about: 'The account that it acts as' }) user_id: string;
  @EnumField(ROLES) role: Role;
  @CustomRoleField() custom_role: CustomRoleRefDto | null;
  @StringField({ each: true }) scopes: string[];
  @BooleanField() enabled: boolean;
  @ListField(() => ClientSecretDto, { about: 'Those that hold' }) secrets: ClientSecretDto[];
  @UuidField({ nullable: true }) created_by: string | null;
  @DateField({ nullable: true, about: 'When it last got a token' }) last_used_at: Date | null;
  @DateField() created_at: Date;
  @DateField() updated_at: Date;
}

export class ClientWithSecretDto extends ClientDto {
  @StringField({ about: 'Shown now and never again' }) client_secret: string;
}

export class ClientListDto extends ListDto {
  @ListField(() => ClientDto) items: ClientDto[];
}

export const toClientInput = ({ name, description, role, scopes }: ClientCreateDto): ClientInput => ({
  name,
  description: description ?? undefined,
  role: role === undefined || role === null ? undefined : toRoleChoice(role, 'role'),
  scopes: scopes ?? undefined,
});

/** Null counts as left out. */
export function toClientChange(change: ClientChangeDto): ClientChange {
  const sent = Object.entries(change).filter(([, value]) => value !== null && value !== undefined);
  const { role, ...rest } = Object.fromEntries(sent) as ClientChangeDto;
  return { ...rest, ...(role !== undefined && { role: toRoleChoice(role, 'role') }) };
}

export const toSeconds = ({ overlap_minutes }: SecretRotationDto): number => (overlap_minutes ?? 0) * 60;

export const toClientDto = ({ client, role, customRole, secrets }: ClientDetails): ClientDto => ({
  id: client.id,
  client_id: client.id,
  name: client.name,
  description: client.description,
  user_id: client.userId,
  role,
  custom_role: toCustomRoleRef(customRole),
  scopes: client.scopes,
  enabled: client.enabled,
  secrets: secrets.map(({ id, secretPrefix, expiresAt, createdAt }) => ({
    id,
    prefix: secretPrefix,
    expires_at: expiresAt,
    created_at: createdAt,
  })),
  created_by: client.createdBy,
  last_used_at: client.lastUsedAt,
  created_at: client.createdAt,
  updated_at: client.updatedAt,
});

export const toClientWithSecretDto = (details: ClientDetails & { secret: string }): ClientWithSecretDto => ({
  ...toClientDto(details),
  client_secret: details.secret,
});
