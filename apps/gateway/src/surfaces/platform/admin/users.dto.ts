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
import { toUserDto, UserDto } from '../users/user.dto';

export class UserCreateDto {
  @EmailField() email: string;
  @StringField({ max: 1_024 }) password: string;
  @StringField({ min: 1, max: 100, trim: true }) full_name: string;
  @EnumField(ROLES, { optional: true, default: 'viewer' }) role: Role = 'viewer';
}

export class MemberDto extends UserDto {
  @EnumField(['person', 'service'], { about: '`service`: the account of a program' }) kind: UserKind;
}

export class UserListDto extends ListDto {
  @ListField(() => MemberDto) items: MemberDto[];
}

export const toMember = ({ email, password, full_name }: UserCreateDto): RegistrationInput => ({
  email,
  password,
  name: full_name,
});

export function toMemberDto({ user, role }: Membership): MemberDto {
  const account = user as User;
  return { ...toUserDto(account, role), kind: account.kind };
}
