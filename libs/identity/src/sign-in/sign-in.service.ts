import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { FindOptionsWhere, Repository } from 'typeorm';
import { DomainError, UnauthenticatedError } from '@muster/platform';
import { normaliseLogin } from '../accounts/account-fields';
import { User } from '../accounts/user.entity';
import { SecondFactors } from '../mfa/second-factors.service';
import { PasswordsService } from '../passwords/passwords.service';
import type { Client } from '../sessions/client';
import { type Door, type SessionOpening, SessionsService } from '../sessions/sessions.service';
import type { SignedIn } from '../sessions/signed-in';
import { AccessTokens } from '../tokens/access-tokens.service';
import { SignInPlaces } from './sign-in-places.service';

const NIL = '00000000-0000-0000-0000-000000000000';

export interface SignInInput {
  /** Username or e-mail. */
  login: string;
  password: string;
  /** Of an authenticator app, or a backup code. */
  code?: string;
}

/** The password was right; the token is for `finish`, for so many seconds. */
export interface PendingSignIn {
  pending: { token: string; seconds: number };
}

/** In through the door: password, and the second factor where the account has one. */
@Injectable()
export class SignIn {
  constructor(
    @InjectRepository(User) private readonly users: Repository<User>,
    private readonly passwords: PasswordsService,
    private readonly factors: SecondFactors,
    private readonly sessions: SessionsService,
    private readonly tokens: AccessTokens,
    private readonly places: SignInPlaces,
  ) {}

  /**
   * Throws `UnauthenticatedError` with reason `credentials` for an unknown account and a wrong password alike, with
   * reason `mfa_code` for a wrong code; `ConflictError` with reason `locked` after too many failures; an error of code
   * `forbidden`, reasons `disabled` and `password_lapsed`, for the right password of an account that is switched off, or
   * one that was generated and never changed.
   */
  async begin(input: SignInInput, door: Door, client: Client): Promise<SignedIn | PendingSignIn> {
    const { user, telling } = await this.withRightPassword(input, client);
    if (!user.mfaEnabled) return this.admit(user, { door, client, mfa: false }, telling);
    if (input.code === undefined) return { pending: this.tokens.issuePending(user) };
    return this.withCode(user, input.code, { door, client });
  }

  /**
   * Somebody whom a provider vouched for, perhaps after it saw a second factor. Throws errors of code `forbidden`, reason
   * `disabled` or `no_organization`.
   */
  async arrive(
    user: User,
    { providerId, mfa }: { providerId: string; mfa: boolean },
    client: Client,
  ): Promise<SignedIn | PendingSignIn> {
    if (!user.active) throw disabled();
    if (user.mfaEnabled && !mfa) return { pending: this.tokens.issuePending(user, providerId) };
    return this.admit(user, { door: 'platform', client, mfa, providerId });
  }

  /** Throws as `begin` does, and `UnauthenticatedError` with reason `expired` or `invalid` for the token. */
  async finish(token: string, code: string, client: Client): Promise<SignedIn> {
    const user = await this.pendingUser(token);
    const { providerId } = this.tokens.verifyPending(token);
    return this.withCode(user, code, { door: 'platform', client, providerId });
  }

  /** Whose sign-in waits for a code. Throws as `finish` does. */
  async pendingUser(token: string): Promise<User> {
    const { userId, passwordAt } = this.tokens.verifyPending(token);
    const user = await this.users.findOneBy({ id: userId, active: true, mfaEnabled: true });
    if (!user || (user.passwordChangedAt?.getTime() ?? 0) !== passwordAt)
      throw new UnauthenticatedError('the token is no longer valid', 'revoked');
    return user;
  }

  private async withRightPassword(
    { login: typed, password }: SignInInput,
    client: Client,
  ): Promise<{ user: User; telling: boolean }> {
    const login = normaliseLogin(typed);
    const user = await this.findWithPassword(byLogin(login));
    const { counter, telling } = await this.places.attempt(user ?? { id: NIL, username: login }, client);
    const right = await this.passwords.check(counter, user?.passwordHash, password, {
      more: user?.mfaEnabled,
    });
    if (!user || !right) throw new UnauthenticatedError('Invalid credentials', 'credentials');
    if (!user.active) throw disabled();
    if ((user.passwordExpiresAt?.getTime() ?? Infinity) <= Date.now()) throw lapsed();
    await this.renewHash(user, password);
    return { user, telling };
  }

  private async withCode(user: User, code: string, opening: Omit<SessionOpening, 'mfa'>): Promise<SignedIn> {
    const { counter, telling } = await this.places.attempt(user, opening.client);
    const right = await this.passwords.checkOther(counter, () =>
      this.factors.use(user.id, code, opening.client),
    );
    if (!right) throw new UnauthenticatedError('The code is not right', 'mfa_code');
    return this.admit(user, { ...opening, mfa: true }, telling);
  }

  private async admit(user: User, opening: SessionOpening, telling = false): Promise<SignedIn> {
    await this.users.manager.transaction(async (manager) => {
      await manager.query('UPDATE app_user SET last_login_at = now() WHERE id = $1', [user.id]);
      if (telling) await this.places.tell(manager, user.id, opening.client);
    });
    const account = { ...user, passwordHash: undefined, lastLoginAt: new Date() };
    const signedIn = await this.sessions.open(account, opening);
    // Nobody asked for it where a provider vouches.
    const passwordExpired = opening.providerId === undefined && (await this.passwords.isDue(user));
    return { ...signedIn, passwordExpired };
  }

  private async renewHash({ id, passwordHash }: User, password: string): Promise<void> {
    if (!passwordHash) return;
    const refreshed = await this.passwords.refreshed(passwordHash, password);
    // Only while it is still the same password.
    if (refreshed) await this.users.update({ id, passwordHash }, { passwordHash: refreshed });
  }

  private findWithPassword(where: FindOptionsWhere<User> | undefined): Promise<User | null> {
    if (!where) return Promise.resolve(null);
    return this.users.createQueryBuilder('user').addSelect('user.passwordHash').where(where).getOne();
  }
}

const disabled = (): DomainError =>
  new DomainError('forbidden', 'The account is switched off', { reason: 'disabled' });

const lapsed = (): DomainError =>
  new DomainError(
    'forbidden',
    'The generated password has lapsed: the next start prints another, and a mail to the account can set one',
    { reason: 'password_lapsed' },
  );

/** Undefined for what cannot be anybody's name: too long, or with characters the database refuses. */
function byLogin(login: string): FindOptionsWhere<User> | undefined {
  if (!/^[^\p{Cc}\p{Cs}]{1,255}$/u.test(login)) return undefined;
  return login.includes('@') ? { email: login } : { username: login };
}
