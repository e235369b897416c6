import type { EntityManager } from 'typeorm';

/** What an invitation by mail says. */
export interface InviteLetter {
  to: string;
  /** Of who is invited. */
  name: string;
  organization: string;
  inviter: string;
}

/** The mails of this lib. The app gives them to its outbox, as part of the given transaction. */
export abstract class AccountMails {
  abstract sendPin(manager: EntityManager, letter: { to: string; pin: string }): Promise<void>;
  abstract sendInvite(manager: EntityManager, letter: InviteLetter): Promise<void>;
}
