import {
  BooleanField,
  DateField,
  EmailField,
  EnumField,
  IntField,
  InvalidError,
  ObjectField,
  StringField,
  UuidField,
} from '@muster/platform';
import {
  type PendingSignIn,
  type ProfileChange,
  type RegistrationInput,
  type Role,
  ROLES,
  type SignedIn,
  type SignInInput,
} from '@muster/identity';
import { toUserDto, UserDto } from '../users/user.dto';

const PASSWORD = { max: 1_024 };
const FULL_NAME = { min: 1, max: 255, trim: true };

export class LoginDto {
  @StringField({ min: 1, max: 255 }) email: string;
  @StringField({ min: 1, ...PASSWORD }) password: string;
  @StringField({ max: 32, optional: true, about: 'Of the second factor, or a backup code' })
  totp_code?: string;
}

export class RegisterDto {
  @EmailField() email: string;
  @StringField(PASSWORD) password: string;
  @StringField({ ...FULL_NAME, optional: true, about: 'Left out: the part of the e-mail before the @' })
  full_name?: string;
  @StringField({ max: 255, optional: true, about: 'Where registration is by invitation' })
  invite_code?: string;
}

export class RefreshDto {
  @StringField({ max: 1_024 }) refresh_token: string;
}

export class LogoutDto {
  @StringField({ max: 1_024, optional: true }) refresh_token?: string;
}

export class ProfileChangeDto {
  @StringField({ ...FULL_NAME, optional: true }) full_name?: string;
  @EmailField({ optional: true, about: 'Another one takes the current password' }) email?: string;
  @StringField({ ...PASSWORD, optional: true }) current_password?: string;
}

export class PasswordChangeDto {
  @StringField({ min: 1, ...PASSWORD }) current_password: string;
  @StringField(PASSWORD) new_password: string;
}

export class SwitchDto {
  @UuidField({ optional: true }) organization_id?: string;
  @UuidField({ optional: true, about: 'The same as `organization_id`' }) org_id?: string;
}

export class TokenPairDto {
  @StringField() access_token: string;
  @StringField() refresh_token: string;
  @EnumField(['bearer']) token_type: 'bearer';
  @IntField({ about: 'Seconds' }) expires_in: number;
}

export class MessageDto {
  @StringField() detail: string;
  @StringField() message: string;
}

export class LoggedOutDto extends MessageDto {
  @StringField({ optional: true, about: 'Where to end the session at the provider, too, that let them in' })
  logout_url?: string;
}

/** Tokens; or, where the account has a second factor, what is needed to send its code. */
export class LoginResultDto {
  @StringField({ optional: true }) access_token?: string;
  @StringField({ optional: true }) refresh_token?: string;
  @EnumField(['bearer'], { optional: true }) token_type?: 'bearer';
  @IntField({ about: 'Seconds' }) expires_in: number;
  @BooleanField({ optional: true, about: 'The password is older than the rules like' })
  password_expired?: boolean;
  @DateField({
    optional: true,
    about: 'The role asks for a second factor: from then on nothing works but setting one up',
  })
  mfa_setup_deadline?: Date;
  @ObjectField(() => UserDto, { optional: true }) user?: UserDto;
  @BooleanField({ optional: true }) mfa_required?: boolean;
  @StringField({ optional: true, about: 'For `/auth/mfa/verify` and nothing else' }) temp_token?: string;
}

export class SwitchedDto {
  @StringField() access_token: string;
  @EnumField(['bearer']) token_type: 'bearer';
  @IntField({ about: 'Seconds' }) expires_in: number;
  @UuidField() organization_id: string;
  @EnumField(ROLES) role: Role;
}

export const toSignInInput = ({ email, password, totp_code }: LoginDto): SignInInput => ({
  login: email,
  password,
  code: totp_code ?? undefined,
});

export const toRegistration = ({
  email,
  password,
  full_name,
  invite_code,
}: RegisterDto): RegistrationInput => ({
  email,
  password,
  name: full_name ?? email.slice(0, email.lastIndexOf('@')),
  inviteCode: invite_code ?? undefined,
});

export const toProfileChange = ({ full_name, email }: ProfileChangeDto): ProfileChange => ({
  name: full_name ?? undefined,
  email: email ?? undefined,
});

export const toPasswordChange = ({ current_password, new_password }: PasswordChangeDto) => ({
  currentPassword: current_password,
  newPassword: new_password,
});

export function organizationOf({ organization_id, org_id }: SwitchDto): string {
  const id = organization_id ?? org_id;
  if (id) return id.toLowerCase();
  throw new InvalidError('Validation failed', { organization_id: 'organization_id is required' });
}

export const toTokenPairDto = ({ token, refreshToken, expiresIn }: SignedIn): TokenPairDto => ({
  access_token: token,
  refresh_token: refreshToken ?? '',
  token_type: 'bearer',
  expires_in: expiresIn,
});

export const toLoginResultDto = (outcome: SignedIn | PendingSignIn): LoginResultDto =>
  'pending' in outcome
    ? { mfa_required: true, temp_token: outcome.pending.token, expires_in: outcome.pending.seconds }
    : {
        ...toTokenPairDto(outcome),
        password_expired: outcome.passwordExpired ?? false,
        ...(outcome.secondFactorBy && { mfa_setup_deadline: outcome.secondFactorBy }),
        user: toUserDto(outcome.user, outcome.role),
      };

export const toSwitchedDto = ({ token, expiresIn, orgId, role }: SignedIn): SwitchedDto => ({
  access_token: token,
  token_type: 'bearer',
  expires_in: expiresIn,
  organization_id: orgId,
  role,
});

export const toLoggedOutDto = (url: string | undefined): LoggedOutDto => ({
  ...said('Logged out'),
  ...(url !== undefined && { logout_url: url }),
});

export const said = (message: string): MessageDto => ({ detail: message, message });
