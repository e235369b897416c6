import { EmailField, ObjectField, StringField, UuidField } from '@muster/platform';
import type { SignedIn, User } from '@muster/identity';

const USERNAME = { min: 3, max: 50, pattern: /^[a-zA-Z0-9._-]+$/, trim: true };
const NAME = { min: 1, max: 100, trim: true };
const PASSWORD = { min: 8, max: 1_024 };

export class RegisterDto {
  @StringField(USERNAME) username: string;
  @StringField(NAME) name: string;
  @EmailField() email: string;
  @StringField(PASSWORD) password: string;
  @StringField({ max: 255, optional: true, about: 'Where registration is by invitation' })
  inviteCode?: string;
}

export class LoginDto {
  @StringField({ min: 1, max: 255, about: 'The username or the e-mail' }) username: string;
  @StringField({ min: 1, max: 1_024 }) password: string;
  @StringField({ max: 32, optional: true, about: 'Second factor, where the account has one' })
  totpCode?: string;
}

export class ProfileChangeDto {
  @StringField({ ...NAME, optional: true }) name?: string;
  @EmailField({
    optional: true,
    about: 'Another one takes the password, or a sign-in of the last ten minutes',
  })
  email?: string;
  @StringField({ min: 1, max: 1_024, optional: true }) currentPassword?: string;
}

export class PasswordChangeDto {
  @StringField({ min: 1, max: 1_024 }) currentPassword: string;
  @StringField(PASSWORD) newPassword: string;
}

export class UserProfileDto {
  @UuidField() id: string;
  @StringField() username: string;
  @StringField() name: string;
  @StringField() email: string;
}

export class AuthResponseDto {
  @StringField() token: string;
  @ObjectField(() => UserProfileDto) user: UserProfileDto;
}

/** Null says as little as nothing. */
export const toProfileChange = ({ name, email }: ProfileChangeDto) => ({
  name: name ?? undefined,
  email: email ?? undefined,
});

export const toUserProfileDto = ({ id, username, name, email }: User): UserProfileDto => ({
  id,
  username,
  name,
  email,
});

export const toAuthResponseDto = ({ token, user }: SignedIn): AuthResponseDto => ({
  token,
  user: toUserProfileDto(user),
});
