import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import { checkMail, type Mail, MailService } from '@muster/delivery';
import { InvalidError } from '@muster/platform';
import { confirmationIn } from '../confirmation';
import type { Tool, ToolCall, ToolResult } from '../tool';
import { SendEmailSettings } from './send-email.settings';

const MOST_RECIPIENTS = 5;
const FIELDS = ['to', 'subject', 'body'] as const;

const parameters = z.object({
  to: z.string().min(1).max(2_000).describe(`an address, or up to ${MOST_RECIPIENTS} with commas between`),
  subject: z.string().min(1).max(500),
  body: z.string().min(1).max(100_000).describe('plain text'),
});
type Draft = z.infer<typeof parameters>;

const NOTE =
  'It leaves through the mail server of the installation; where none is configured, it is kept there as a file.';

/** Drafts a mail, and hands it to the outbox once a person has confirmed it as it stands. */
@Injectable()
export class SendEmail implements Tool<Draft> {
  readonly name = 'send_email';
  readonly category = 'email';
  readonly description =
    'Send an e-mail. The person sees the draft, may change it, and it is sent when they confirm. Each recipient gets a mail of their own.';
  readonly parameters = parameters;
  readonly membersOnly = true;
  /** The outbox takes the mail of a key once. */
  readonly effect = { idempotent: true };

  constructor(
    private readonly mails: MailService,
    private readonly source: DataSource,
    private readonly settings: SendEmailSettings,
  ) {}

  get off(): string | undefined {
    return this.settings.sendEmail ? undefined : 'SEND_EMAIL is off';
  }

  run(draft: Draft): Promise<ToolResult> {
    const recipients = recipientsOf(draft);
    return Promise.resolve({
      status: 'AWAITING_INPUT',
      summary: `A mail to ${recipients.join(', ')} waits for your confirmation`,
      details: draft,
      message: `Shall I send this mail?\n\nTo: ${recipients.join(', ')}\nSubject: ${draft.subject}\n\n${draft.body}`,
      stateData: { ...draft, to: recipients.join(', ') },
    });
  }

  async resume(draft: Draft, answer: Record<string, string>, call: ToolCall): Promise<ToolResult> {
    const confirmation = confirmationIn(answer, FIELDS);
    if (!confirmation.given) return refused(confirmation.said);
    const final = { ...draft, ...confirmation.changes };
    const sent = await this.hand(final, recipientsOf(final), call);
    return {
      summary: `Handed to the outbox, for ${sent.map(({ to }) => to).join(', ')}`,
      details: {
        subject: final.subject,
        body: final.body,
        messages: sent.map(({ id, to }) => ({ id, to })),
        note: NOTE,
      },
    };
  }

  /** All of them or none. */
  private hand({ subject, body }: Draft, recipients: string[], call: ToolCall): Promise<Mail[]> {
    return this.source.transaction(async (manager) => {
      const sent: Mail[] = [];
      for (const to of recipients) {
        const idempotencyKey = `${call.idempotencyKey}:${to}`;
        const mail = { to, subject, text: body, runId: call.runId, idempotencyKey };
        sent.push(await this.mails.send(call.owner, mail, manager));
      }
      return sent;
    });
  }
}

/** Throws `InvalidError` for a draft that could not be sent as it is. */
function recipientsOf({ to: list, subject, body }: Draft): string[] {
  const recipients = [...new Set(list.split(',').map((address) => address.trim()))].filter(Boolean);
  if (recipients.length === 0 || recipients.length > MOST_RECIPIENTS)
    throw new InvalidError(`a mail goes to 1 to ${MOST_RECIPIENTS} addresses`, { to: 'too few or too many' });
  for (const to of recipients) checked({ to, subject, text: body });
  return recipients;
}

/** Names the field, since an agent reads the message only. */
function checked(mail: Parameters<typeof checkMail>[0]): void {
  try {
    checkMail(mail);
  } catch (error) {
    if (!(error instanceof InvalidError)) throw error;
    const problems = Object.entries(error.details.fields ?? {}).map(([field, why]) => `${field} ${why}`);
    throw new InvalidError(`${error.message}: ${problems.join(', ')}`, error.details.fields);
  }
}

const refused = (said: string): ToolResult => ({
  status: 'FAILURE',
  summary: 'Not sent',
  error: `Not sent. The person answered: ${JSON.stringify(said)}`,
  details: { sent: false, answer: said },
});
