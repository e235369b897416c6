import type { PlanSession, Verification } from '@muster/identity';
import { BooleanField, ListField, StringField, UuidField } from '@muster/platform';
import { OrgDto, toOrgDto } from '../orgs/orgs.dto';

const EMAIL = { min: 1, max: 255, trim: true };
const PIN = { max: 64, trim: true };

export class EmailVerificationDto {
  @StringField(EMAIL) email: string;
  @StringField({ max: 64, optional: true, about: 'Whose address it must be' }) userId?: string;
  @BooleanField({ optional: true }) requireUser?: boolean;
  @BooleanField({ optional: true }) requireNoUser?: boolean;
}

export class VerificationAnswerDto {
  @BooleanField() hasAccount: boolean;
  @BooleanField({ about: 'No PIN is sent and none is asked for' }) isLocalMode: boolean;
}

export class PinCheckDto {
  @StringField(EMAIL) email: string;
  @StringField({ ...PIN, min: 1 }) pin: string;
}

export class SignInDto {
  @StringField({ ...EMAIL, min: 0, optional: true, about: 'May be left out with a sign-in code' })
  email?: string;
  @StringField({ ...PIN, optional: true }) pin?: string;
  @BooleanField({ optional: true, about: 'The PIN is a code from another client' }) isSignInCode?: boolean;
}

export class AccountCreateDto {
  @StringField(EMAIL) email: string;
  @StringField({ ...PIN, optional: true }) pin?: string;
  @StringField({ min: 1, max: 255, trim: true }) userName: string;
}

export class PasswordDto {
  @StringField(EMAIL) email: string;
  @StringField({ ...PIN, min: 1 }) pin: string;
  @StringField({ min: 1, max: 1_024 }) password: string;
}

export class SessionResponseDto {
  @UuidField() userId: string;
  @UuidField() token: string;
  @StringField() email: string;
  @StringField() userName: string;
  @ListField(() => OrgDto, { about: 'Memberships and open invitations' }) orgs: OrgDto[];
  @BooleanField() isLocalMode: boolean;
}

export const toVerificationAnswerDto = ({ hasAccount, local }: Verification): VerificationAnswerDto => ({
  hasAccount,
  isLocalMode: local,
});

export const toSessionResponseDto = ({
  user,
  token,
  organizations,
  local,
}: PlanSession): SessionResponseDto => ({
  userId: user.id,
  token,
  email: user.email,
  userName: user.name,
  orgs: organizations.map(toOrgDto),
  isLocalMode: local,
});
