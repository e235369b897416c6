/** A mail as it leaves: every attempt carries the same. */
export interface Letter {
  messageId: string;
  to: string;
  subject: string;
  text: string;
  date: Date;
}

/** Where mail goes. */
export abstract class Mailer {
  /** Throws `MailRefused` when another try is useless, anything else when it may help. */
  abstract send(letter: Letter): Promise<void>;
}

/** The server has read the mail, or its address, and will not take it. */
export class MailRefused extends Error {}
