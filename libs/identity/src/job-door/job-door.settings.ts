import { MinLength } from 'class-validator';
import { FlagSetting, StringSetting } from '@muster/platform';

/** Who comes into the job API without an account. */
export class JobDoorSettings {
  @MinLength(8)
  @StringSetting('JOBS_PASSWORD', {
    about:
      'password of the job API, at least 8 characters, for everybody who has none of their own; a change ends its sessions; unset: only accounts get in',
    secret: true,
  })
  password?: string;

  @StringSetting('JOBS_ORGANIZATION', {
    about: 'short name (slug) of the organization in which those work who come in by `JOBS_PASSWORD`',
    default: 'default',
  })
  organization: string;

  @FlagSetting('JOBS_LOOPBACK', {
    about:
      'let programs and pages of this machine into the job API without a password; not possible with TRUST_PROXY or NODE_ENV=production; unset: on with NODE_ENV=development where neither is set',
  })
  loopback?: boolean;
}
