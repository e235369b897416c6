import type { EntityManager } from 'typeorm';
import type { NoticeLetter } from '../notices/notice';

/** What an invitation by mail says. */
export interface InviteLetter {
  to: string;
  /** Of who is invited. */
  name: string;
  organization: string;
  inviter: string;
}

/** What lets whoever reads it do one thing, once, for half an hour. */
export interface LinkLetter {
  to: string;
  token: string;
}

/** The mails of this lib. The app gives them to its outbox, as part of the given transaction. */
export abstract class AccountMails {
  abstract sendPin(manager: EntityManager, letter: { to: string; pin: string }): Promise<void>;
  abstract sendPasswordReset(manager: EntityManager, letter: LinkLetter): Promise<void>;
  abstract sendConfirmation(manager: EntityManager, letter: LinkLetter): Promise<void>;
  abstract sendNotice(manager: EntityManager, letter: NoticeLetter): Promise<void>;
  abstract sendInvite(manager: EntityManager, letter: InviteLetter): Promise<void>;
}
