import { type GroupRole, type GroupRoleInput, MAX_GROUP_ROLES, type Role, ROLES } from '@muster/identity';
import { EnumField, ListField, parseWire, StringField } from '@muster/platform';
import { ListDto } from '../../lists/list.dto';

export class GroupRoleDto {
  @StringField({ min: 1, max: 255, about: 'As the identity provider calls the group; case does not matter' })
  group_name: string;
  @EnumField(ROLES) role: Role;
}

export class GroupRolesDto {
  @ListField(() => GroupRoleDto, { maxItems: MAX_GROUP_ROLES }) mappings: GroupRoleDto[];
}

export class GroupRoleListDto extends ListDto {
  @ListField(() => GroupRoleDto) items: GroupRoleDto[];
}

/** The mappings as a member, or bare. */
export const toGroupRoles = (body: unknown): GroupRoleInput[] =>
  parseWire(GroupRolesDto, Array.isArray(body) ? { mappings: body } : body).mappings.map(
    ({ group_name: groupName, role }) => ({ groupName, role }),
  );

export const toGroupRoleDto = ({ groupName, role }: GroupRole): GroupRoleDto => ({
  group_name: groupName,
  role,
});
