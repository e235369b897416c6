import { Injectable } from '@nestjs/common';
import { EntityManager } from 'typeorm';
import { DomainError } from '@muster/platform';
import type { PasswordPolicy, User } from '../accounts/user.entity';
import { SecurityPolicy } from '../policy/security-policy.service';
import { PasswordHasher } from './password-hasher.service';
import { PasswordHistory } from './password-history.entity';
import { checkPassword } from './password-rules';

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
  ) {}

  /**
   * For an account that has none yet. Under `platform` the installation's rules apply: see `checkPassword`; `basic`
   * leaves the check of the length to the caller. `field` is what errors call it.
   */
  async accept(password: string, policy: PasswordPolicy, field: string): Promise<PasswordColumns> {
    if (policy === 'platform') checkPassword(password, (await this.policy.current()).passwordPolicy, field);
    return { passwordHash: await this.hasher.hash(password), passwordPolicy: policy };
  }

  /**
   * For an account that has one. Under `platform` it may also be none of the last; otherwise throws an error of code
   * `invalid`, reason `password_reused`.
   */
  async replace(
    manager: EntityManager,
    userId: string,
    password: string,
    policy: PasswordPolicy,
    field: string,
  ): Promise<PasswordColumns> {
    if (policy === 'platform') {
      const { passwordPolicy } = await this.policy.current();
      checkPassword(password, passwordPolicy, field);
      await this.refuseOld(manager, userId, password, passwordPolicy.historyCount);
    }
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
