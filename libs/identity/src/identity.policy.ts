import { Injectable } from '@nestjs/common';
import { PlatformSettings } from '@muster/platform';
import type { PasswordPolicy } from './accounts/user.entity';
import type { Role } from './actors/actor';
import {
  type CommonPasswordsSetting,
  IdentitySettings,
  type LocalModeSetting,
  RegistrationMode,
} from './identity.settings';

/** What the settings come to, in this environment; whoever knows more of the installation sets what can be set. */
@Injectable()
export class IdentityPolicy {
  /** Role of people who opened their account themselves. */
  defaultRole: Role = 'operator';
  /** False: nobody may, whatever the mode. */
  registrationEnabled = true;
  /** Requests a minute that people may give a key of theirs; more takes an administrator of the installation. */
  keyRateLimit = 300;
  private readonly mode: RegistrationMode;
  readonly registrationOrg: 'default' | 'personal';
  readonly anonymousWorkspace: boolean;
  readonly localMode: LocalModeSetting;
  private readonly commonPasswords: CommonPasswordsSetting;
  readonly administrator: { readonly email: string; readonly password?: string };

  constructor(settings: IdentitySettings, { environment }: PlatformSettings) {
    const production = environment === 'production';
    this.mode = settings.registration ?? (production ? 'invite' : 'open');
    this.registrationOrg = settings.registrationOrg;
    this.anonymousWorkspace = settings.anonymousWorkspace ?? !production;
    this.localMode = settings.localMode ?? (production ? 'off' : 'loopback');
    this.commonPasswords = settings.commonPasswords ?? (production ? 'refuse' : 'platform');
    this.administrator = { email: settings.adminEmail, password: settings.adminPassword };
  }

  /** Whether a new password through this door is looked at for what others could guess. */
  looksForCommonPasswords(door: PasswordPolicy): boolean {
    return this.commonPasswords === 'refuse' || (this.commonPasswords === 'platform' && door === 'platform');
  }

  get registration(): RegistrationMode {
    return this.registrationEnabled ? this.mode : 'closed';
  }
}
