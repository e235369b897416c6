import { toDataURL } from 'qrcode';
import { BooleanField, EnumField, IntField, InvalidError, StringField } from '@muster/platform';
import type { MfaSetup, SignedIn } from '@muster/identity';
import { toTokenPairDto } from './auth.dto';

export class MfaSetupRequestDto {
  @StringField({ max: 1_024, optional: true, about: 'Checked where it is sent' }) password?: string;
}

export class MfaSetupDto {
  @StringField({ about: 'Base32' }) secret: string;
  @StringField() otpauth_url: string;
  @StringField({ about: 'A PNG as data URL' }) qr_code: string;
  @IntField({ about: 'Seconds' }) expires_in: number;
}

export class MfaVerifyDto {
  @StringField({ max: 32, optional: true }) code?: string;
  @StringField({ max: 32, optional: true, about: 'The same as `code`' }) token?: string;
  @StringField({ max: 32, optional: true, about: 'The same as `code`' }) totp_code?: string;
  @StringField({ max: 4_096, optional: true, about: 'Of a login, instead of a bearer' }) temp_token?: string;
}

/** The tokens of a login; or, after a setup, the backup codes. */
export class MfaVerifiedDto {
  @StringField({ optional: true }) access_token?: string;
  @StringField({ optional: true }) refresh_token?: string;
  @EnumField(['bearer'], { optional: true }) token_type?: 'bearer';
  @IntField({ optional: true, about: 'Seconds' }) expires_in?: number;
  @BooleanField({ optional: true, about: 'The password is older than the rules like' })
  password_expired?: boolean;
  @BooleanField({ optional: true }) mfa_enabled?: boolean;
  @StringField({ each: true, optional: true, about: 'Shown once' }) backup_codes?: string[];
}

export class MfaDisableDto {
  @StringField({ max: 1_024, optional: true }) password?: string;
  @StringField({ max: 32, optional: true }) code?: string;
}

export class MfaDisabledDto {
  @BooleanField() mfa_enabled: boolean;
}

export function codeOf({ code, token, totp_code }: MfaVerifyDto): string {
  const given = code ?? token ?? totp_code;
  if (given) return given;
  throw new InvalidError('Validation failed', { code: 'code is required' });
}

export const toProof = ({ password, code }: MfaDisableDto) => ({
  password: password ?? undefined,
  code: code ?? undefined,
});

export const toMfaSetupDto = async ({ secret, url, expiresIn }: MfaSetup): Promise<MfaSetupDto> => ({
  secret,
  otpauth_url: url,
  qr_code: await toDataURL(url),
  expires_in: expiresIn,
});

export const toFinishedDto = (signedIn: SignedIn): MfaVerifiedDto => ({
  ...toTokenPairDto(signedIn),
  password_expired: signedIn.passwordExpired ?? false,
});

export const toEnabledDto = (codes: string[]): MfaVerifiedDto => ({ mfa_enabled: true, backup_codes: codes });
