import { type GroupRole, type GroupRoleInput, MAX_GROUP_ROLES } from '@muster/identity';
import { ListField, parseWire, StringField } from '@muster/platform';
import { ListDto } from '../../lists/list.dto';
import { toRoleChoice } from '../roles/roles.dto';

export class GroupRoleDto {
  @StringField({ min: 1, max: 255, about: 'As the identity provider calls the group; case does not matter' })
  group_name: string;
  @StringField({ max: 100, about: 'The name of a built-in role, or the id of a role of the organization' })
  role: string;
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
    ({ group_name: groupName, role }) => ({ groupName, role: toRole(role) }),
  );

function toRole(text: string): GroupRoleInput['role'] {
  const choice = toRoleChoice(text, 'mappings');
  return 'role' in choice ? choice.role : choice;
}

export const toGroupRoleDto = ({ groupName, role, customRoleId }: GroupRole): GroupRoleDto => ({
  group_name: groupName,
  role: customRoleId ?? role,
});
