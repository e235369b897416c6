import { Injectable } from '@nestjs/common';
import { EntityManager } from 'typeorm';
import { DomainError } from '@muster/platform';
import type { PasswordPolicy, User } from '../accounts/user.entity';
import { IdentityPolicy } from '../identity.policy';
import type { PasswordRules } from '../policy/security-config';
import { SecurityPolicy } from '../policy/security-policy.service';
import { PasswordHasher } from './password-hasher.service';
import { PasswordHistory } from './password-history.entity';
import { CommonPasswords } from './rules/common-passwords';
import { checkChoice, checkPassword } from './rules/password-rules';
import type { Person } from './rules/personal-words';

/** What every door asks for. */
const BASIC_LENGTH = 8;

/** The most that the rules can ask for. */
const KEPT = 24;

/** What is set with a new password. */
export type PasswordColumns = Pick<User, 'passwordHash' | 'passwordPolicy'>;

/** Takes new passwords under the rules of the door they come through. */
@Injectable()
export class NewPasswords {
  constructor(
    private readonly hasher: PasswordHasher,
    private readonly policy: SecurityPolicy,
    private readonly common: CommonPasswords,
    private readonly installation: IdentityPolicy,
  ) {}

  /**
   * For an account that has none yet. Under `platform` the installation's rules apply: see `checkPassword`; under `basic`,
   * where the operator says so, it may not be one that many people have, nor little more than the person's own name
   * (`InvalidError`), and the
   * check of the length is left to the caller. `field` is what errors call it.
   */
  async accept(
    password: string,
    policy: PasswordPolicy,
    field: string,
    person: Person,
  ): Promise<PasswordColumns> {
    await this.check(password, policy, field, person);
    return this.columns(password, policy);
  }

  /** What the operator has decided on. */
  async given(password: string): Promise<PasswordColumns & { common: boolean }> {
    return { ...(await this.columns(password, 'basic')), common: await this.common.has(password) };
  }

  /**
   * For an account that has one. Under `platform` it may also be none of the last; otherwise throws an error of code
   * `invalid`, reason `password_reused`.
   */
  async replace(
    manager: EntityManager,
    user: User,
    password: string,
    policy: PasswordPolicy,
    field: string,
  ): Promise<PasswordColumns> {
    const rules = await this.check(password, policy, field, user);
    if (policy === 'platform') await this.refuseOld(manager, user.id, password, rules.historyCount);
    return this.columns(password, policy);
  }

  private async check(
    password: string,
    policy: PasswordPolicy,
    field: string,
    { username, name, email }: Person,
  ): Promise<PasswordRules> {
    const rules = (await this.policy.current()).passwordPolicy;
    const looks = this.installation.looksForCommonPasswords(policy);
    const common = looks && (await this.common.has(password));
    const traits = { common, person: { username, name, email } };
    if (policy === 'platform') checkPassword(password, rules, field, traits);
    else if (looks) checkChoice(password, BASIC_LENGTH, field, traits);
    return rules;
  }

  private async columns(password: string, policy: PasswordPolicy): Promise<PasswordColumns> {
    return { passwordHash: await this.hasher.hash(password), passwordPolicy: policy };
  }

  private async refuseOld(
    manager: EntityManager,
    userId: string,
    password: string,
    count: number,
  ): Promise<void> {
    if (count === 0) return;
    const last = await manager.find(PasswordHistory, {
      select: { id: true, passwordHash: true },
      where: { userId },
      order: { createdAt: 'DESC', id: 'DESC' },
      take: count,
    });
    for (const { passwordHash } of last)
      if (await this.hasher.verify(passwordHash, password))
        throw new DomainError('invalid', `The password is one of the last ${count}`, {
          reason: 'password_reused',
        });
  }
}

/** To be called in the transaction that sets the password. */
export async function rememberPassword(
  manager: EntityManager,
  userId: string,
  { passwordHash }: PasswordColumns,
): Promise<void> {
  await manager.insert(PasswordHistory, { userId, passwordHash: passwordHash ?? '' });
  await manager.query(
    `DELETE FROM password_history WHERE id IN (
       SELECT id FROM password_history WHERE user_id = $1 ORDER BY created_at DESC, id DESC OFFSET ${KEPT}
     )`,
    [userId],
  );
}
