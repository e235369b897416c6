import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { EntityManager, Repository } from 'typeorm';
import { DomainError, NotFoundError } from '@muster/platform';
import { checkFields } from '../accounts/account-fields';
import { type PasswordPolicy, User } from '../accounts/user.entity';
import type { Actor } from '../actors/actor';
import { UserFactsService } from '../actors/user-facts.service';
import { AccountNotices } from '../notices/account-notices.service';
import type { Client } from '../sessions/client';
import { endedBy, SessionEndings } from '../sessions/session-endings.service';
import { NewPasswords, type PasswordColumns, rememberPassword } from './new-passwords.service';
import { PasswordsService } from './passwords.service';

export interface PasswordChange {
  currentPassword: string;
  newPassword: string;
}

interface Replacement {
  client?: Client;
  /** Done in the transaction that sets the password. */
  also?: (manager: EntityManager) => Promise<void>;
  /** Of which session the tokens go on. */
  keptSession?: string;
}

/** Changes of people's own passwords. */
@Injectable()
export class PasswordChanges {
  constructor(
    @InjectRepository(User) private readonly users: Repository<User>,
    private readonly passwords: PasswordsService,
    private readonly fresh: NewPasswords,
    private readonly endings: SessionEndings,
    private readonly facts: UserFactsService,
    private readonly notices: AccountNotices,
  ) {}

  /**
   * Under `basic` ends every token issued before; under `platform` every session but the one in use. Throws an error
   * of code `forbidden`, reason `current_password`, when that is wrong; tries count towards the lockout of logins.
   * Errors of the new one: see `NewPasswords.replace`.
   */
  async change(actor: Actor, change: PasswordChange, policy: PasswordPolicy, client?: Client): Promise<void> {
    if (policy === 'basic') checkFields({ password: change.newPassword });
    const user = await this.confirmed(actor.userId, change.currentPassword);
    const { manager } = this.users;
    const columns = await this.fresh.replace(
      manager,
      user,
      change.newPassword,
      policy,
      policy === 'basic' ? 'password' : 'new_password',
    );
    const keptSession = policy === 'platform' ? actor.credentialId : undefined;
    const ended = await this.store(user, columns, { client, keptSession });
    this.facts.changed(user.id);
    this.endings.announce(ended);
  }

  /** For somebody who proved otherwise who they are. Ends every token issued before. Errors: see `NewPasswords.replace`. */
  async reset(
    userId: string,
    password: string,
    policy: PasswordPolicy,
    replacement: Omit<Replacement, 'keptSession'> = {},
  ): Promise<void> {
    const { manager } = this.users;
    const user = await manager.findOneByOrFail(User, { id: userId });
    const columns = await this.fresh.replace(manager, user, password, policy, 'password');
    const ended = await this.store(user, columns, replacement);
    this.facts.changed(userId);
    this.endings.announce(ended);
  }

  /** The account, when the password is its own. Errors: see `change`. */
  async confirmed(userId: string, password: string): Promise<User> {
    const user = await this.users
      .createQueryBuilder('user')
      .addSelect('user.passwordHash')
      .where({ id: userId })
      .getOne();
    if (!user) throw new NotFoundError('user');
    if (!(await this.passwords.check(user.username, user.passwordHash, password))) throw wrongPassword();
    return user;
  }

  /** Answers the sessions that ended with it. */
  private store(
    user: User,
    columns: PasswordColumns,
    { client, also, keptSession }: Replacement,
  ): Promise<string[]> {
    return this.users.manager.transaction(async (manager) => {
      const { affected } = await manager.update(
        User,
        { id: user.id, ...(user.passwordHash && { passwordHash: user.passwordHash }) },
        {
          ...columns,
          passwordChangedAt: () => 'now()',
          passwordExpiresAt: null,
          ...(keptSession === undefined && { tokenGeneration: () => 'token_generation + 1' }),
        },
      );
      // Somebody else changed it in between.
      if (affected !== 1) throw wrongPassword();
      await rememberPassword(manager, user.id, columns);
      await also?.(manager);
      await this.notices.tell(manager, user.id, { kind: 'password' }, client);
      return endedBy(manager, 'user_id = $1 AND id IS DISTINCT FROM $2', [user.id, keptSession ?? null]);
    });
  }
}

const wrongPassword = (): DomainError =>
  new DomainError('forbidden', 'Current password is incorrect', { reason: 'current_password' });
