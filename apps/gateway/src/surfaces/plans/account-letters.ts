import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { MailService } from '@muster/delivery';
import { AccountMails, type InviteLetter, NO_ORGANIZATION } from '@muster/identity';

/** The installation's own mail: nobody finds it among theirs. */
const OWNER = { orgId: NO_ORGANIZATION, userId: NO_ORGANIZATION };

/** Writes the mails about accounts and gives them to the outbox. */
@Injectable()
export class AccountLetters extends AccountMails {
  constructor(private readonly mails: MailService) {
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
}

const subjectFor = (organization: string): string => `You are invited to ${organization} on Muster`;
