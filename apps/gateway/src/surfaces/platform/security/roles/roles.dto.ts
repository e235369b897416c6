import { isUUID } from 'class-validator';
import {
  type CustomRole,
  type CustomRoleInput,
  type PermissionInfo,
  permissionsOf,
  type Role,
  type RoleChoice,
  ROLES,
} from '@muster/identity';
import { BooleanField, DateField, EnumField, InvalidError, ListField, StringField } from '@muster/platform';
import { ListDto, type Page } from '../../lists/list.dto';

const NAME = { min: 1, max: 100, trim: true };
const DESCRIPTION = { max: 1_000, trim: true, optional: true };
const PERMISSIONS = { each: true, max: 100, maxItems: 200 };

export class RoleCreateDto {
  @StringField({ ...NAME, about: 'Unique in the organization; case does not matter' }) name: string;
  @StringField(DESCRIPTION) description?: string;
  @EnumField(ROLES, { about: 'As what it is shown where only built-in roles are known' }) base: Role;
  @StringField({
    ...PERMISSIONS,
    about: 'Names from `/security/roles/permissions`; `write` brings `read` along',
  })
  permissions: string[];
}

export class RoleChangeDto {
  @StringField({ ...NAME, optional: true }) name?: string;
  @StringField(DESCRIPTION) description?: string;
  @EnumField(ROLES, { optional: true }) base?: Role;
  @StringField({ ...PERMISSIONS, optional: true }) permissions?: string[];
}

export class RoleDeleteQueryDto {
  @StringField({
    max: 100,
    optional: true,
    about: 'What those get who have it: the name of a built-in role, or the id of another',
  })
  reassign_to?: string;
}

export class RoleDto {
  @StringField({ about: 'Of a built-in role, its name' }) id: string;
  @StringField() name: string;
  @StringField() description: string;
  @EnumField(ROLES, { about: 'As what it is shown where only built-in roles are known' }) base: Role;
  @StringField({ each: true }) permissions: string[];
  @BooleanField() is_built_in: boolean;
  @DateField({ nullable: true }) created_at: Date | null;
  @DateField({ nullable: true }) updated_at: Date | null;
}

export class RoleListDto extends ListDto {
  @ListField(() => RoleDto) items: RoleDto[];
}

export class PermissionDto {
  @StringField() name: string;
  @StringField() description: string;
  @EnumField(ROLES, { about: 'The weakest built-in role that has it' }) role: string;
  @BooleanField({ about: 'Every member has it, whatever the role' }) always: boolean;
}

export class PermissionListDto extends ListDto {
  @ListField(() => PermissionDto) items: PermissionDto[];
}

const DESCRIPTIONS: Record<Role, string> = {
  viewer: 'Sees what there is, and changes nothing that others see.',
  operator: 'Works: documents, tasks and runs of their own.',
  admin: 'Everything in the organization, people and roles included.',
};

export const toBuiltInRoleDtos = (): RoleDto[] =>
  ROLES.map((role) => ({
    id: role,
    name: role,
    description: DESCRIPTIONS[role],
    base: role,
    permissions: permissionsOf(role),
    is_built_in: true,
    created_at: null,
    updated_at: null,
  }));

export const toRoleDto = (role: CustomRole): RoleDto => ({
  id: role.id,
  name: role.name,
  description: role.description,
  base: role.base,
  permissions: role.permissions,
  is_built_in: false,
  created_at: role.createdAt,
  updated_at: role.updatedAt,
});

export const toPermissionDto = ({ name, description, role, always }: PermissionInfo): PermissionDto => ({
  name,
  description,
  role,
  always,
});

export const toRoleChange = ({
  name,
  description,
  base,
  permissions,
}: RoleChangeDto): Partial<CustomRoleInput> => ({
  name: name ?? undefined,
  description: description ?? undefined,
  base: base ?? undefined,
  permissions: permissions ?? undefined,
});

/** Throws `InvalidError` that names the field for what is neither. */
export function toRoleChoice(text: string, field: string): RoleChoice {
  const role = ROLES.find((one) => one === text);
  if (role) return { role };
  if (isUUID(text)) return { customRoleId: text.toLowerCase() };
  throw new InvalidError('Validation failed', {
    [field]: `must be the name of a built-in role (${ROLES.join(', ')}) or the id of another`,
  });
}

export const toInstead = ({ reassign_to }: RoleDeleteQueryDto): RoleChoice | undefined =>
  reassign_to ? toRoleChoice(reassign_to, 'reassign_to') : undefined;

/** Of a list that is short enough to be at hand as a whole. */
export const pageOf = <D>(all: D[], { limit, offset }: Page): ListDto & { items: D[] } => ({
  items: all.slice(offset, offset + limit),
  total: all.length,
  limit,
  offset,
  skip: offset,
});
