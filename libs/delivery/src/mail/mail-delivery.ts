import { Injectable, Logger } from '@nestjs/common';
import { Mailer, MailRefused } from '../mailers/mailer';
import type { Mail } from './mail.entity';
import { MailOutbox } from './mail-outbox';

/** Takes mail from the outbox to the mailer. */
@Injectable()
export class MailDelivery {
  private readonly logger = new Logger(MailDelivery.name);

  constructor(
    private readonly outbox: MailOutbox,
    private readonly mailer: Mailer,
  ) {}

  /**
   * One attempt at a mail that is due; does nothing for one that is done or in other hands. Should this process die
   * after the server took the mail and before the row says so, the mail is in doubt: once the lease is over it is
   * handed over again, with the same Message-ID, by which receivers recognize the second copy.
   */
  async deliver(mailId: string): Promise<void> {
    const mail = await this.outbox.claim(mailId);
    if (mail && (await this.attempt(mail))) await this.outbox.close(mail);
  }

  private async attempt(mail: Mail): Promise<boolean> {
    const { to, subject, text, createdAt: date, messageId } = mail;
    try {
      await this.mailer.send({ messageId: messageId as string, to, subject, text, date });
      return true;
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.logger.warn(`mail ${mail.id} not sent in attempt ${mail.attempts}: ${reason}`);
      await (error instanceof MailRefused
        ? this.outbox.fail(mail, reason)
        : this.outbox.putBack(mail, reason));
      return false;
    }
  }
}
