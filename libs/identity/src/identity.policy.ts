import { Injectable } from '@nestjs/common';
import { PlatformSettings } from '@muster/platform';
import { IdentitySettings, type LocalModeSetting, RegistrationMode } from './identity.settings';

/** What the settings come to, in this environment. */
@Injectable()
export class IdentityPolicy {
  readonly registration: RegistrationMode;
  readonly registrationOrg: 'default' | 'personal';
  readonly anonymousWorkspace: boolean;
  readonly localMode: LocalModeSetting;
  readonly administrator: { readonly email: string; readonly password?: string };

  constructor(settings: IdentitySettings, { environment }: PlatformSettings) {
    const production = environment === 'production';
    this.registration = settings.registration ?? (production ? 'invite' : 'open');
    this.registrationOrg = settings.registrationOrg;
    this.anonymousWorkspace = settings.anonymousWorkspace ?? !production;
    this.localMode = settings.localMode ?? (production ? 'off' : 'loopback');
    this.administrator = { email: settings.adminEmail, password: settings.adminPassword };
  }
}
