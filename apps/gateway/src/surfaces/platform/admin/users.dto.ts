import { EmailField, EnumField, ListField, StringField } from '@muster/platform';
import {
  type Membership,
  type RegistrationInput,
  type Role,
  ROLES,
  User,
  type UserKind,
} from '@muster/identity';
import { ListDto } from '../lists/list.dto';
import {
  CustomRoleField,
  type CustomRoleRefDto,
  toCustomRoleRef,
} from '../security/roles/custom-role-ref.dto';
import { toUserDto, UserDto } from '../users/user.dto';

export class UserCreateDto {
  @EmailField() email: string;
  @StringField({ max: 1_024 }) password: string;
  @StringField({ min: 1, max: 100, trim: true }) full_name: string;
  @EnumField(ROLES, { optional: true, default: 'viewer' }) role: Role = 'viewer';
}

export class RoleAssignmentDto {
  @StringField({ max: 100, about: 'The name of a built-in role, or the id of a role of the organization' })
  role: string;
}

export class MemberDto extends UserDto {
  @CustomRoleField() custom_role: CustomRoleRefDto | null;
  @EnumField(['person', 'service', 'door'], {
    about: '`service`: the account of a program; `door`: of who knows the password of the job API',
  })
  kind: UserKind;
}

export class UserListDto extends ListDto {
  @ListField(() => MemberDto) items: MemberDto[];
}

export const toMember = ({ email, password, full_name }: UserCreateDto): RegistrationInput => ({
  email,
  password,
  name: full_name,
});

export const toMemberDto = ({ user, role, customRole, suspendedAt }: Membership): MemberDto => {
  const account = user as User;
  const dto = toUserDto(account, role);
  return {
    ...dto,
    is_active: dto.is_active && !suspendedAt,
    custom_role: toCustomRoleRef(customRole),
    kind: account.kind,
  };
};
