import { BooleanField, EnumField, ListField, ObjectField, StringField, UuidField } from '@muster/platform';
import type { ListedUser } from '@muster/identity';
import { locationOf, MetaDto, ScimListDto, toMeta } from '../wire/meta.dto';

export const USER_SCHEMA = 'urn:ietf:params:scim:schemas:core:2.0:User';

export class ScimNameDto {
  @StringField({ optional: true }) formatted?: string;
  @StringField({ optional: true }) familyName?: string;
  @StringField({ optional: true }) givenName?: string;
  @StringField({ optional: true }) middleName?: string;
  @StringField({ optional: true }) honorificPrefix?: string;
  @StringField({ optional: true }) honorificSuffix?: string;
}

export class ScimEmailDto {
  @StringField({ optional: true }) value?: string;
  @StringField({ optional: true }) type?: string;
  @StringField({ optional: true }) display?: string;
  @BooleanField({ optional: true }) primary?: boolean;
}

export class ScimRoleDto {
  @StringField({ optional: true, about: 'viewer, operator, admin, or a role of the organization' })
  value?: string;
}

export class ScimGroupOfUserDto {
  @UuidField({ optional: true }) value?: string;
  @StringField({ optional: true }) display?: string;
  @StringField({ optional: true }) $ref?: string;
  @EnumField(['direct'], { optional: true }) type?: 'direct';
}

export class ScimUserDto {
  @StringField({ each: true }) schemas: string[];
  @UuidField() id: string;
  @StringField({ optional: true }) externalId?: string;
  @StringField({ optional: true }) userName?: string;
  @ObjectField(() => ScimNameDto, { optional: true }) name?: ScimNameDto;
  @StringField({ optional: true }) displayName?: string;
  @BooleanField({ optional: true, about: 'False: suspended in this organization' }) active?: boolean;
  @ListField(() => ScimEmailDto, { optional: true }) emails?: ScimEmailDto[];
  @ListField(() => ScimRoleDto, { optional: true }) roles?: ScimRoleDto[];
  @ListField(() => ScimGroupOfUserDto, { optional: true }) groups?: ScimGroupOfUserDto[];
  @ObjectField(() => MetaDto, { optional: true }) meta?: MetaDto;
}

export class ScimUserListDto extends ScimListDto {
  @ListField(() => ScimUserDto) Resources: ScimUserDto[];
}

export const toScimUserDto = (user: ListedUser, base: string): ScimUserDto => ({
  schemas: [USER_SCHEMA],
  id: user.id,
  ...(user.externalId !== null && { externalId: user.externalId }),
  userName: user.userName,
  ...(Object.keys(user.name).length > 0 && { name: user.name }),
  ...(user.displayName !== null && { displayName: user.displayName }),
  active: user.active,
  emails: user.emails,
  roles: [{ value: user.role }],
  groups: user.groups.map(({ id, displayName }) => ({
    value: id,
    display: displayName,
    $ref: locationOf(base, 'Group', id),
    type: 'direct',
  })),
  meta: toMeta(base, 'User', user),
});
