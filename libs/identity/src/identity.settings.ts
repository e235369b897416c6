import { IsEmail, MinLength } from 'class-validator';
import { EnumSetting, FlagSetting, IntSetting, StringSetting } from '@muster/platform';

const WEEK_SECONDS = 7 * 24 * 3_600;

const REGISTRATION_MODES = ['open', 'invite', 'closed'] as const;
export type RegistrationMode = (typeof REGISTRATION_MODES)[number];

const LOCAL_MODES = ['loopback', 'on', 'off'] as const;
export type LocalModeSetting = (typeof LOCAL_MODES)[number];

export type CommonPasswordsSetting = 'refuse' | 'platform' | 'allow';

/** Who may come in, and for how long a credential holds. */
export class IdentitySettings {
  @MinLength(32)
  @StringSetting('JWT_SECRET', {
    about:
      'key of access tokens, at least 32 characters, the same in every gateway; unset: generated once and kept in the database',
    secret: true,
  })
  jwtSecret?: string;

  @MinLength(32)
  @StringSetting('JWT_SECRET_PREVIOUS', {
    about:
      'the `JWT_SECRET` before, while tokens that it signed still hold: what changes the key without ending them',
    secret: true,
  })
  jwtSecretPrevious?: string;

  @MinLength(32)
  @StringSetting('API_KEY_SECRET', {
    about:
      'key of the digests that API keys, secrets of programs and backup codes are stored as, at least 32 characters; a change ends them all; unset: generated once and kept in the database',
    secret: true,
  })
  apiKeySecret?: string;

  @IntSetting('ACCESS_TOKEN_TTL', {
    about: 'seconds for which an access token of the step API holds; those of the platform API are renewed',
    default: WEEK_SECONDS,
    min: 60,
    max: 366 * 24 * 3_600,
  })
  accessTokenTtl: number;

  @IntSetting('CLIENT_TOKEN_TTL', {
    about: 'seconds for which an access token holds that a program got by client credentials',
    default: 900,
    min: 60,
    max: 24 * 3_600,
  })
  clientTokenTtl: number;

  @EnumSetting('REGISTRATION', {
    about:
      'who may open an account: `open`, `invite` (with a code), `closed`; unset: `open`, with NODE_ENV=production `invite`',
    values: REGISTRATION_MODES,
  })
  registration?: RegistrationMode;

  @EnumSetting('REGISTRATION_ORG', {
    about:
      'where a new account works: `default` (joins the installation’s organization as operator) or `personal` (administrator of one of its own)',
    default: 'default',
    values: ['default', 'personal'],
  })
  registrationOrg: 'default' | 'personal';

  @FlagSetting('ANONYMOUS_WORKSPACE', {
    about:
      'serve a public workspace to requests without a credential where the API allows it; unset: on, with NODE_ENV=production off',
  })
  anonymousWorkspace?: boolean;

  @EnumSetting('PLAN_LOCAL_MODE', {
    about:
      'who may use the plan API’s local account, which asks for no PIN: `loopback` (programs on this machine), `on` (anybody who reaches the port), `off`; unset: `loopback`, with NODE_ENV=production `off`',
    values: LOCAL_MODES,
  })
  localMode?: LocalModeSetting;

  @IsEmail()
  @StringSetting('ADMIN_EMAIL', { about: 'e-mail of the first administrator', default: 'admin@muster.local' })
  adminEmail: string;

  @MinLength(8)
  @StringSetting('ADMIN_PASSWORD', {
    about: 'password of the first administrator, at least 8 characters; unset: generated and printed once',
    secret: true,
  })
  adminPassword?: string;

  @EnumSetting('COMMON_PASSWORDS', {
    about:
      'new passwords that many people have, or that are little more than the account’s own name: `refuse` them, `platform` (on the platform API alone, because programs written for the other APIs know their own rules only), `allow`; unset: `platform`, with NODE_ENV=production `refuse`',
    values: ['refuse', 'platform', 'allow'],
  })
  commonPasswords?: CommonPasswordsSetting;

  @IntSetting('LOGIN_MAX_FAILURES', {
    about: 'failed logins within the window that lock an account',
    default: 5,
    min: 2,
    max: 1_000,
  })
  loginMaxFailures: number;

  @IntSetting('LOGIN_WINDOW_MINUTES', {
    about: 'minutes within which failed logins add up',
    default: 15,
    min: 1,
    max: 1_440,
  })
  loginWindowMinutes: number;

  @IntSetting('LOGIN_LOCK_MINUTES', {
    about: 'minutes for which a locked account stays locked',
    default: 15,
    min: 1,
    max: 1_440,
  })
  loginLockMinutes: number;
}
