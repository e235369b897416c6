import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Not, Repository } from 'typeorm';
import { brokenUnique, ForbiddenError, NotFoundError, UnauthenticatedError } from '@muster/platform';
import type { Actor, Role } from '../actors/actor';
import { refuseGuest } from '../actors/guests';
import { OrganizationsService } from '../organizations/organizations.service';
import type { Client } from '../sessions/client';
import { Reauthentication } from '../sessions/reauthentication.service';
import { SessionsService } from '../sessions/sessions.service';
import type { SignedIn } from '../sessions/signed-in';
import { SignIn } from '../sign-in/sign-in.service';
import { checkFields, normaliseLogin, normaliseName } from './account-fields';
import { taken } from './open-account';
import { type FirstAdministrator, Registration, type RegistrationInput } from './registration.service';
import { User } from './user.entity';

export interface LoginInput {
  /** Or the e-mail. */
  username: string;
  password: string;
  /** Where the account has a second factor: a code of it. */
  totpCode?: string;
}

export interface ProfileChange {
  name?: string;
  email?: string;
}

/** People's accounts on the step API's door, and what people may change about themselves on any. */
@Injectable()
export class AccountsService {
  constructor(
    @InjectRepository(User) private readonly users: Repository<User>,
    private readonly registration: Registration,
    private readonly proofs: Reauthentication,
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

  /** Also of a program's account. */
  async profile({ userId }: Actor): Promise<User> {
    const user = await this.users.findOneBy({ id: userId, kind: Not('anonymous') });
    if (!user) throw new NotFoundError('user');
    return user;
  }

  /**
   * Changes what is given; another e-mail takes what `Reauthentication.recently` asks for. Throws `ConflictError` when the
   * e-mail is taken, `ForbiddenError` for programs and guests.
   */
  async updateProfile(actor: Actor, change: ProfileChange, currentPassword?: string): Promise<User> {
    if (await this.moves(actor, change)) await this.proofs.recently(actor, currentPassword);
    return this.update(actor, change);
  }

  /** The same, where another e-mail takes the password, however recent the sign-in. */
  async updateConfirmed(actor: Actor, change: ProfileChange, currentPassword?: string): Promise<User> {
    if (await this.moves(actor, change)) await this.proofs.byPassword(actor, currentPassword);
    return this.update(actor, change);
  }

  /**
   * Creates the administrator of a fresh installation, once, however many processes ask. What is not given comes
   * from the settings; without a password one is generated and answered to the creator. Does nothing when there
   * is any account.
   */
  ensureFirstAdministrator(input: { email?: string; password?: string } = {}): Promise<FirstAdministrator> {
    return this.registration.ensureFirstAdministrator(input);
  }

  private async moves(actor: Actor, { email }: ProfileChange): Promise<boolean> {
    if (email === undefined) return false;
    refuseGuest(actor);
    return normaliseLogin(email) !== (await this.profile(actor)).email;
  }

  private async update(actor: Actor, { name, email }: ProfileChange): Promise<User> {
    const change = {
      ...(name !== undefined && { name: normaliseName(name) }),
      ...(email !== undefined && { email: normaliseLogin(email) }),
    };
    checkFields(change);
    refuseGuest(actor);
    if ((await this.profile(actor)).kind !== 'person')
      throw new ForbiddenError('Only people have a profile to change');
    if (Object.keys(change).length > 0) await this.store(actor.userId, change);
    return this.profile(actor);
  }

  private async store(id: string, change: Partial<User>): Promise<void> {
    try {
      await this.users.update({ id, kind: 'person' }, change);
    } catch (error) {
      throw brokenUnique(error) === 'app_user_email_key' ? taken('email') : error;
    }
  }
}
