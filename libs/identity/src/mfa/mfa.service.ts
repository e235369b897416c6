import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { EntityManager, Repository } from 'typeorm';
import { ConflictError, InvalidError, NotFoundError } from '@muster/platform';
import { User } from '../accounts/user.entity';
import type { Actor } from '../actors/actor';
import { refuseGuest } from '../actors/guests';
import { PasswordsService } from '../passwords/passwords.service';
import { SecurityPolicy } from '../policy/security-policy.service';
import type { Client } from '../sessions/client';
import { Reauthentication } from '../sessions/reauthentication.service';
import { FactorMarks } from './factor-marks.service';
import { MfaFactor } from './mfa-factor.entity';
import { SecondFactors } from './second-factors.service';
import { newTotpSecret, totpUrl } from './totp';

const PENDING_SECONDS = 600;

/** A second factor that waits for its first code. */
export interface MfaSetup {
  /** Base32. */
  secret: string;
  url: string;
  /** Seconds until it is forgotten. */
  expiresIn: number;
}

/** That whoever turns a factor off is its owner. */
interface FactorProof {
  password?: string;
  code?: string;
}

/** People's second factors, as they themselves turn them on and off; for guests all of it throws as `refuseGuest`. */
@Injectable()
export class MfaService {
  constructor(
    @InjectRepository(User) private readonly users: Repository<User>,
    private readonly factors: SecondFactors,
    private readonly passwords: PasswordsService,
    private readonly proofs: Reauthentication,
    private readonly policy: SecurityPolicy,
    private readonly marks: FactorMarks,
  ) {}

  /**
   * In the place of one that waits already. Throws `ConflictError` when a second factor is active, or the installation
   * wants none; without a proof as `Reauthentication.recently` does.
   */
  async setUp(actor: Actor, password?: string): Promise<MfaSetup> {
    refuseGuest(actor);
    const { userId } = actor;
    const user = await this.userOf(userId);
    if (user.mfaEnabled) throw alreadyActive();
    if (!(await this.policy.current()).mfa.enabled)
      throw new ConflictError('Second factors are switched off here', { reason: 'mfa_off' });
    await this.proofs.recently(actor, password);
    const secret = newTotpSecret();
    // Confirmed in the meantime, on another client.
    if (!(await this.factors.prepare(userId, secret))) throw alreadyActive();
    return { secret, url: totpUrl(secret, user.email), expiresIn: PENDING_SECONDS };
  }

  /**
   * Answers the backup codes, which can be shown only now. Throws `InvalidError` with reason `mfa_code` for a wrong
   * code, `mfa_not_pending` when nothing waits.
   */
  async confirm(actor: Actor, code: string, client?: Client): Promise<string[]> {
    refuseGuest(actor);
    const { userId, credentialId } = actor;
    const codes = await this.users.manager.transaction(async (manager) => {
      const factor = await pendingFactor(manager, userId);
      if (!factor)
        throw new InvalidError('No second factor waits for its first code', undefined, 'mfa_not_pending');
      if (!(await this.factors.confirm(manager, factor, code, client))) throw wrongCode();
      await this.marks.set(manager, userId, credentialId);
      return this.factors.issueBackupCodes(manager, userId);
    });
    this.marks.announce(userId);
    return codes;
  }

  /**
   * Takes the password or a code as proof. Throws `ConflictError` when there is nothing to turn off; for a wrong code
   * `InvalidError` with reason `mfa_code`, for a wrong password as `PasswordChanges.confirmed` does. Both count
   * towards the lockout.
   */
  async disable(actor: Actor, proof: FactorProof, client?: Client): Promise<void> {
    refuseGuest(actor);
    const { userId } = actor;
    const user = await this.userOf(userId);
    if (!user.mfaEnabled)
      throw new ConflictError('There is no second factor to turn off', { reason: 'mfa_not_active' });
    await this.prove(actor, user, proof, client);
    const sessions = await this.users.manager.transaction(async (manager) => {
      await this.factors.remove(manager, userId, client);
      return this.marks.clear(manager, userId);
    });
    this.marks.announce(userId, sessions);
  }

  private async prove(
    actor: Actor,
    { id, username }: User,
    { password, code }: FactorProof,
    client?: Client,
  ): Promise<void> {
    if (password !== undefined) await this.proofs.byPassword(actor, password);
    else if (code === undefined)
      throw new InvalidError('Validation failed', { password: 'password or code is required' });
    else if (!(await this.passwords.checkOther(username, () => this.factors.use(id, code, client))))
      throw wrongCode();
  }

  private async userOf(userId: string): Promise<User> {
    const user = await this.users.findOneBy({ id: userId });
    if (!user) throw new NotFoundError('user');
    return user;
  }
}

const pendingFactor = (manager: EntityManager, userId: string): Promise<MfaFactor | null> =>
  manager
    .createQueryBuilder(MfaFactor, 'factor')
    .addSelect('factor.secret')
    .setLock('pessimistic_write')
    .where('factor.user_id = :userId AND factor.confirmed_at IS NULL', { userId })
    .andWhere(`factor.created_at > now() - make_interval(secs => ${PENDING_SECONDS})`)
    .getOne();

const alreadyActive = (): ConflictError =>
  new ConflictError('A second factor is active already', { reason: 'mfa_active' });

const wrongCode = (): InvalidError => new InvalidError('The code is not right', undefined, 'mfa_code');
