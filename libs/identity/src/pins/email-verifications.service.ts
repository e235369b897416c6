import { Injectable } from '@nestjs/common';
import { isUUID } from 'class-validator';
import { DataSource } from 'typeorm';
import { ConflictError, InvalidError, NotFoundError } from '@muster/platform';
import { checkFields, normaliseLogin } from '../accounts/account-fields';
import { User } from '../accounts/user.entity';
import { LocalMode, type Visitor } from '../plan-tokens/local-mode';
import { PlanRegistration } from '../plan-tokens/plan-registration.service';
import { AccountMails } from './account-mails';
import { SignInPins } from './sign-in-pins.service';

export interface VerificationInput {
  email: string;
  /** Whose address it must be. */
  userId?: string;
  requireUser?: boolean;
  requireNoUser?: boolean;
}

export interface Verification {
  hasAccount: boolean;
  /** No PIN is asked for. */
  local: boolean;
}

/** PINs by mail, that show whose an address is. */
@Injectable()
export class EmailVerifications {
  constructor(
    private readonly source: DataSource,
    private readonly pins: SignInPins,
    private readonly mails: AccountMails,
    private readonly registration: PlanRegistration,
    private readonly localMode: LocalMode,
  ) {}

  /**
   * Sends a PIN, but not in local mode. Throws `InvalidError` for what is no address or not that of `userId`,
   * `NotFoundError` and `ConflictError` as was required, `ForbiddenError` to strangers where nobody may register,
   * `LimitExceededError` after too many.
   */
  async request(input: VerificationInput, visitor: Visitor): Promise<Verification> {
    const email = normaliseLogin(input.email);
    checkFields({ email });
    const user = await this.userOf(email, input);
    const hasAccount = user !== null;
    if (await this.localMode.admits(email, visitor)) return { hasAccount, local: true };
    if (!user) await this.registration.mayOpen(email);
    await this.source.transaction(async (manager) => {
      const pin = await this.pins.issue(manager, email);
      await this.mails.sendPin(manager, { to: email, pin });
    });
    return { hasAccount, local: false };
  }

  /** Throws `NotFoundError` when a sign-in with this PIN would fail now. */
  async check(email: string, pin: string): Promise<void> {
    if (!(await this.pins.check(normaliseLogin(email), pin))) throw new NotFoundError('pin');
  }

  private async userOf(
    email: string,
    { userId, requireUser, requireNoUser }: VerificationInput,
  ): Promise<User | null> {
    const { manager } = this.source;
    const user = await manager.findOneBy(User, { email, kind: 'person' });
    if (userId) {
      const named = isUUID(userId) && (await manager.findOneBy(User, { id: userId, kind: 'person' }));
      if (!named) throw new NotFoundError('user');
      if (named.email !== email) throw new InvalidError('The e-mail is not that of the user');
    }
    if (requireUser && !user) throw new NotFoundError('user');
    if (requireNoUser && user) throw new ConflictError('There is a user with this e-mail already');
    return user;
  }
}
