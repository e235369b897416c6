import { Injectable } from '@nestjs/common';
import { UnauthenticatedError } from '@muster/platform';
import type { Role } from '../actors/actor';
import { OrganizationsService } from '../organizations/organizations.service';
import type { Client } from '../sessions/client';
import { SessionsService } from '../sessions/sessions.service';
import type { SignedIn } from '../sessions/signed-in';
import { SignIn } from '../sign-in/sign-in.service';
import { type FirstAdministrator, Registration, type RegistrationInput } from './registration.service';
import type { User } from './user.entity';

export interface LoginInput {
  /** Or the e-mail. */
  username: string;
  password: string;
  /** Where the account has a second factor: a code of it. */
  totpCode?: string;
}

/** People's accounts on the step API's door, and how any account begins. */
@Injectable()
export class AccountsService {
  constructor(
    private readonly registration: Registration,
    private readonly signIn: SignIn,
    private readonly sessions: SessionsService,
    private readonly organizations: OrganizationsService,
  ) {}

  /** Errors: see `Registration.register`. */
  async register(input: RegistrationInput, client: Client = {}): Promise<SignedIn> {
    const user = await this.registration.register(input, 'basic');
    return this.sessions.open(user, { door: 'steps', client, mfa: false });
  }

  /** On the platform's door, where nobody is signed in by it. Errors: see `Registration.register`. */
  async registerOnly(input: RegistrationInput): Promise<{ user: User; role: Role }> {
    const user = await this.registration.register(input, 'platform');
    const [home] = await this.organizations.ofUser(user.id);
    return { user, role: home?.role ?? 'viewer' };
  }

  /** Errors: see `SignIn.begin`, and `UnauthenticatedError` with reason `mfa_required` when a code is missing. */
  async login({ username, password, totpCode }: LoginInput, client: Client = {}): Promise<SignedIn> {
    const input = { login: username, password, code: totpCode };
    const outcome = await this.signIn.begin(input, 'steps', client);
    if ('pending' in outcome) throw new UnauthenticatedError('MFA required', 'mfa_required');
    return outcome;
  }

  /**
   * Creates the administrator of a fresh installation, once, however many processes ask. What is not given comes
   * from the settings; without a password one is generated and answered to the creator. Does nothing when there
   * is any account.
   */
  ensureFirstAdministrator(input: { email?: string; password?: string } = {}): Promise<FirstAdministrator> {
    return this.registration.ensureFirstAdministrator(input);
  }
}
