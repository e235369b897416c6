import type { MailRoute } from '../mail/mail-route';
import { type Letter, Mailer, MailRefused } from './mailer';
import { messageOf } from './message';

interface SmtpError extends Error {
  code?: string;
  responseCode?: number;
}

/** Codes of errors about the envelope or the message. A server that refuses us, or our password, may be set right. */
const ABOUT_THE_MAIL = ['EENVELOPE', 'EMESSAGE'];

/** Hands mail to a server that speaks SMTP, on a connection for each. */
export class SmtpMailer extends Mailer {
  constructor(
    private readonly url: string,
    private readonly route: MailRoute,
  ) {
    super();
  }

  /**
   * What ends without an answer, by the deadline or a broken connection, may have been taken: the next attempt
   * carries the same Message-ID, and receivers drop the second copy.
   */
  async send(letter: Letter): Promise<void> {
    // Loaded on first use: the apps that only write to the outbox never pay for it.
    const { createTransport } = await import('nodemailer');
    const transport = createTransport(this.url);
    // The library's own limits are about silence; a server may also talk for ever.
    const signal = AbortSignal.timeout(this.route.timeoutSeconds * 1_000);
    try {
      await transport.sendMail({ ...messageOf(letter, this.route.from), signal });
    } catch (error) {
      throw signal.aborted
        ? new Error('the mail server did not finish in time')
        : refusalOr(error as SmtpError);
    } finally {
      transport.close();
    }
  }
}

function refusalOr(error: SmtpError): Error {
  const { code = '', responseCode = 0, message } = error;
  return responseCode >= 500 && ABOUT_THE_MAIL.includes(code) ? new MailRefused(message) : error;
}
