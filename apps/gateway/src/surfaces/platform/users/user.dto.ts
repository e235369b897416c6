import { BooleanField, DateField, EnumField, StringField, UuidField } from '@muster/platform';
import { type Role, ROLES, type User } from '@muster/identity';

export class UserDto {
  @UuidField() id: string;
  @StringField() email: string;
  @StringField() full_name: string;
  @EnumField(ROLES, { about: 'In the organization at hand' }) role: Role;
  @BooleanField() is_active: boolean;
  @BooleanField({ about: 'Somebody was seen to read what is sent to the address' }) email_verified: boolean;
  @BooleanField() mfa_enabled: boolean;
  @DateField({ nullable: true }) last_login_at: Date | null;
  @DateField({ nullable: true }) password_changed_at: Date | null;
  @DateField() created_at: Date;
  @DateField() updated_at: Date;
}

export const toUserDto = (user: User, role: Role): UserDto => ({
  id: user.id,
  email: user.email,
  full_name: user.name,
  role,
  is_active: user.active,
  email_verified: user.verifiedEmail === user.email,
  mfa_enabled: user.mfaEnabled,
  last_login_at: user.lastLoginAt,
  password_changed_at: user.passwordChangedAt,
  created_at: user.createdAt,
  updated_at: user.updatedAt,
});
