import { EnumField, ListField, ObjectField, StringField, UuidField } from '@muster/platform';
import type { ListedGroup } from '@muster/identity';
import { locationOf, MetaDto, ScimListDto, toMeta } from '../wire/meta.dto';

export const GROUP_SCHEMA = 'urn:ietf:params:scim:schemas:core:2.0:Group';

export class ScimMemberDto {
  @UuidField({ optional: true }) value?: string;
  @StringField({ optional: true }) $ref?: string;
  @EnumField(['User'], { optional: true }) type?: 'User';
}

export class ScimGroupDto {
  @StringField({ each: true }) schemas: string[];
  @UuidField() id: string;
  @StringField({ optional: true }) externalId?: string;
  @StringField({ optional: true }) displayName?: string;
  @ListField(() => ScimMemberDto, { optional: true }) members?: ScimMemberDto[];
  @ObjectField(() => MetaDto, { optional: true }) meta?: MetaDto;
}

export class ScimGroupListDto extends ScimListDto {
  @ListField(() => ScimGroupDto) Resources: ScimGroupDto[];
}

export const toScimGroupDto = (group: ListedGroup, base: string): ScimGroupDto => ({
  schemas: [GROUP_SCHEMA],
  id: group.id,
  ...(group.externalId !== null && { externalId: group.externalId }),
  displayName: group.displayName,
  ...(group.members && {
    members: group.members.map((id) => ({
      value: id,
      $ref: locationOf(base, 'User', id),
      type: 'User' as const,
    })),
  }),
  meta: toMeta(base, 'Group', group),
});
