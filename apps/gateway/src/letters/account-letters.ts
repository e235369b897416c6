import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { isMailAddress, MailService } from '@muster/delivery';
import {
  AccountMails,
  type InviteLetter,
  LINK_MINUTES,
  type LinkLetter,
  NO_ORGANIZATION,
  type NoticeLetter,
} from '@muster/identity';
import { AccountPage } from './account-page';
import { noticeOf } from './notices';

/** The installation's own mail: nobody finds it among theirs. */
const OWNER = { orgId: NO_ORGANIZATION, userId: NO_ORGANIZATION };

/** Writes the mails about accounts and gives them to the outbox. */
@Injectable()
export class AccountLetters extends AccountMails {
  constructor(
    private readonly mails: MailService,
    private readonly page: AccountPage,
  ) {
    super();
  }

  async sendPin(manager: EntityManager, { to, pin }: { to: string; pin: string }): Promise<void> {
    const text = [
      `Your PIN for Muster is: ${pin}`,
      '',
      'It holds for five minutes and can be used once. If you did not ask for it, you need not do anything.',
      '',
    ].join('\n');
    await this.mails.send(OWNER, { to, subject: 'Your PIN for Muster', text }, manager);
  }

  async sendPasswordReset(manager: EntityManager, { to, token }: LinkLetter): Promise<void> {
    const text = [
      `Somebody, most likely you, has forgotten the password of ${to} on Muster.`,
      '',
      ...this.step('Set a new one', 'reset-password', token),
      'All sessions end with it. If it was not you, you need not do anything: the password stays as it is.',
      '',
    ].join('\n');
    await this.mails.send(OWNER, { to, subject: 'A new password for Muster', text }, manager);
  }

  async sendConfirmation(manager: EntityManager, { to, token }: LinkLetter): Promise<void> {
    const text = [
      `An account on Muster names ${to} as its address.`,
      '',
      ...this.step('Confirm that it is yours', 'confirm-email', token),
      'If the account is not yours, you need not do anything.',
      '',
    ].join('\n');
    await this.mails.send(OWNER, { to, subject: 'Your address on Muster', text }, manager);
  }

  /** An address that no mail can be sent to holds nothing up. */
  async sendNotice(manager: EntityManager, letter: NoticeLetter): Promise<void> {
    const { to } = letter;
    if (isMailAddress(to))
      await this.mails.send(OWNER, { to, ...noticeOf(letter, this.page.forgotten) }, manager);
  }

  async sendInvite(manager: EntityManager, letter: InviteLetter): Promise<void> {
    const { to, name, organization, inviter } = letter;
    const text = [
      `Hello ${name},`,
      '',
      `${inviter} invites you to join the organization ${organization} on Muster.`,
      '',
      `Sign in with your client as ${to}: a PIN comes to this address, and the organization is among those to choose from.`,
      '',
    ].join('\n');
    await this.mails.send(OWNER, { to, subject: subjectFor(organization), text }, manager);
  }

  private step(what: string, action: string, token: string): string[] {
    const link = this.page.linkFor(action, token);
    const lead = link
      ? [`${what}: ${link}`]
      : [
          `${what} with this token: ${token}`,
          'Your client takes it, and so does the page /account of your Muster.',
        ];
    return [...lead, '', `It holds for ${LINK_MINUTES} minutes and can be used once.`];
  }
}

const subjectFor = (organization: string): string => `You are invited to ${organization} on Muster`;
