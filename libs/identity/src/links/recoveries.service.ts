import { Injectable, Logger, OnModuleDestroy } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { normaliseLogin } from '../accounts/account-fields';
import { User } from '../accounts/user.entity';
import type { Actor } from '../actors/actor';
import { PasswordChanges } from '../passwords/password-changes.service';
import { AccountMails } from '../pins/account-mails';
import type { Client } from '../sessions/client';
import { AccountLinks } from './account-links.service';

/** Forgotten passwords, and addresses that have to be shown to be somebody's. Both live by mail. */
@Injectable()
export class Recoveries implements OnModuleDestroy {
  private readonly logger = new Logger(Recoveries.name);
  private readonly errands = new Set<Promise<void>>();

  constructor(
    private readonly source: DataSource,
    private readonly links: AccountLinks,
    private readonly mails: AccountMails,
    private readonly passwords: PasswordChanges,
  ) {}

  async onModuleDestroy(): Promise<void> {
    await Promise.all(this.errands);
  }

  /**
   * Mails a link, if there is such an account. Nobody waits for it: how long that takes would tell what the answer does
   * not.
   */
  forgot(email: string): void {
    const errand = this.mailReset(normaliseLogin(email))
      .catch((error: unknown) => {
        this.logger.warn(`a link for a forgotten password was not mailed: ${String(error)}`);
      })
      .finally(() => this.errands.delete(errand));
    this.errands.add(errand);
  }

  /**
   * Ends every session. Answers whose password it is now. Throws `InvalidError` with reason `link`, and errors of the
   * password, which leave the link as it is: see `NewPasswords.replace`.
   */
  async reset(token: string, password: string, client?: Client): Promise<string> {
    const link = await this.links.find(token, 'password_reset');
    await this.passwords.reset(link.userId, password, 'platform', {
      client,
      also: (manager) => this.links.use(manager, link),
    });
    return link.userId;
  }

  /** Mails a link to the account's address, unless it was seen to be theirs, or too many were mailed of late. */
  async askToConfirm({ userId }: Pick<Actor, 'userId'>): Promise<void> {
    await this.source.transaction(async (manager) => {
      const user = await manager.findOneBy(User, { id: userId, kind: 'person', active: true });
      if (!user || user.verifiedEmail === user.email) return;
      const token = await this.links.issue(manager, user, 'email_confirmation');
      if (token) await this.mails.sendConfirmation(manager, { to: user.email, token });
    });
  }

  /** Answers whose address it is. Throws `InvalidError` with reason `link`. */
  async confirm(token: string): Promise<string> {
    const link = await this.links.find(token, 'email_confirmation');
    await this.source.transaction((manager) => this.links.use(manager, link));
    return link.userId;
  }

  private async mailReset(email: string): Promise<void> {
    await this.source.transaction(async (manager) => {
      const user = await manager.findOneBy(User, { email, kind: 'person', active: true });
      const token = user && (await this.links.issue(manager, user, 'password_reset'));
      if (token) await this.mails.sendPasswordReset(manager, { to: email, token });
    });
  }
}
