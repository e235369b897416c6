import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { FindOptionsWhere, Repository } from 'typeorm';
import { DomainError, NotFoundError, UnauthenticatedError } from '@muster/platform';
import type { Actor } from '../actors/actor';
import { UserFactsService } from '../actors/user-facts.service';
import { PasswordsService } from '../passwords/passwords.service';
import { type Session, SessionsService } from '../tokens/sessions.service';
import { checkFields, normaliseLogin, normaliseName } from './account-fields';
import {
  type FirstAdministrator,
  Registration,
  type RegistrationInput,
  taken,
  takenField,
} from './registration.service';
import { User } from './user.entity';

export interface LoginInput {
  /** Or the e-mail. */
  username: string;
  password: string;
  /** Not looked at as long as no account can have a second factor. */
  totpCode?: string;
}

export interface PasswordChange {
  currentPassword: string;
  newPassword: string;
}

/** People's accounts: in through the door, and what they may change about themselves. */
@Injectable()
export class AccountsService {
  constructor(
    @InjectRepository(User) private readonly users: Repository<User>,
    private readonly registration: Registration,
    private readonly passwords: PasswordsService,
    private readonly sessions: SessionsService,
    private readonly facts: UserFactsService,
  ) {}

  /** Errors: see `Registration.register`. */
  async register(input: RegistrationInput): Promise<Session> {
    return this.sessions.open(await this.registration.register(input));
  }

  /**
   * Throws `UnauthenticatedError` with reason `credentials` for an unknown account and a wrong password alike,
   * `ConflictError` with reason `locked` after too many failures.
   */
  async login({ username, password }: LoginInput): Promise<Session> {
    const login = normaliseLogin(username);
    const user = await this.withPassword(byLogin(login));
    const right = await this.passwords.check(user?.username ?? login, user?.passwordHash, password);
    if (!user || !right) throw new UnauthenticatedError('Invalid credentials', 'credentials');
    await this.loggedIn(user, password);
    return this.sessions.open(user);
  }

  async profile({ userId }: Actor): Promise<User> {
    const user = await this.users.findOneBy({ id: userId, kind: 'person' });
    if (!user) throw new NotFoundError('user');
    return user;
  }

  /** Changes what is given. Throws `ConflictError` when the e-mail is taken. */
  async updateProfile(actor: Actor, { name, email }: { name?: string; email?: string }): Promise<User> {
    const change = {
      ...(name !== undefined && { name: normaliseName(name) }),
      ...(email !== undefined && { email: normaliseLogin(email) }),
    };
    checkFields(change);
    if (Object.keys(change).length > 0) await this.update({ id: actor.userId, kind: 'person' }, change);
    return this.profile(actor);
  }

  /**
   * Ends every token issued before. Throws an error of code `forbidden`, reason `current_password`, when that is
   * wrong; tries count towards the lockout of logins.
   */
  async changePassword({ userId }: Actor, { currentPassword, newPassword }: PasswordChange): Promise<void> {
    checkFields({ password: newPassword });
    const user = await this.withPassword({ id: userId });
    if (!user) throw new NotFoundError('user');
    if (!(await this.passwords.check(user.username, user.passwordHash, currentPassword)))
      throw wrongPassword();
    const { affected } = await this.users.update(
      { id: userId, tokenGeneration: user.tokenGeneration },
      {
        passwordHash: await this.passwords.hash(newPassword),
        passwordChangedAt: () => 'now()',
        tokenGeneration: () => 'token_generation + 1',
      },
    );
    // Somebody else changed it in between.
    if (affected !== 1) throw wrongPassword();
    this.facts.changed(userId);
  }

  /**
   * Creates the administrator of a fresh installation, once, however many processes ask. What is not given comes
   * from the settings; without a password one is generated and answered to the creator. Does nothing when there
   * is any account.
   */
  ensureFirstAdministrator(input: { email?: string; password?: string } = {}): Promise<FirstAdministrator> {
    return this.registration.ensureFirstAdministrator(input);
  }

  private async loggedIn({ id, passwordHash }: User, password: string): Promise<void> {
    await this.users.update({ id }, { lastLoginAt: () => 'now()' });
    if (!passwordHash) return;
    const refreshed = await this.passwords.refreshed(passwordHash, password);
    // Only while it is still the same password.
    if (refreshed) await this.users.update({ id, passwordHash }, { passwordHash: refreshed });
  }

  private async update(where: FindOptionsWhere<User>, change: Partial<User>): Promise<void> {
    try {
      await this.users.update(where, change);
    } catch (error) {
      const field = takenField(error);
      throw field ? taken(field) : error;
    }
  }

  private withPassword(where: FindOptionsWhere<User> | undefined): Promise<User | null> {
    if (!where) return Promise.resolve(null);
    return this.users.createQueryBuilder('user').addSelect('user.passwordHash').where(where).getOne();
  }
}

/** Undefined for what cannot be anybody's name: too long, or with characters the database refuses. */
function byLogin(login: string): FindOptionsWhere<User> | undefined {
  if (!/^[^\p{Cc}\p{Cs}]{1,255}$/u.test(login)) return undefined;
  return login.includes('@') ? { email: login } : { username: login };
}

const wrongPassword = (): DomainError =>
  new DomainError('forbidden', 'Current password is incorrect', { reason: 'current_password' });
