import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { In, Repository, type UpdateResult } from 'typeorm';
import { redact } from '@muster/platform';
import { MailRoute } from './mail-route';
import { Mail } from './mail.entity';
import { type MailStatus, statusesBefore } from './mail.status';

/** Tries in all. With the pauses between them they span about three hours, past greylists and a server's restart. */
export const MAX_ATTEMPTS = 8;
const FIRST_PAUSE_SECONDS = 10;
const LONGEST_PAUSE_SECONDS = 3_600;

/** After the end of the conversation with the server, for writing down its outcome. */
const LEASE_MARGIN_SECONDS = 30;
/** After so long on the queue a mail is put there again, in case the queue was lost. */
const REQUEUE_SECONDS = 10;
const SWEPT_AT_ONCE = 200;
const LONGEST_ERROR = 1_000;

/** On whose behalf the mails go that belong to no organization. */
const INSTALLATION = '00000000-0000-0000-0000-000000000000';

const SWEEP_SQL = `
WITH due AS (
  SELECT id FROM mail WHERE status IN ('queued', 'sending') AND due_at < now()
  ORDER BY due_at LIMIT ${SWEPT_AT_ONCE} FOR UPDATE SKIP LOCKED
), changed AS (
  UPDATE mail SET
    status = CASE WHEN attempts >= ${MAX_ATTEMPTS} THEN 'failed' ELSE 'queued' END,
    error = CASE WHEN status = 'sending' THEN 'interrupted: the mail server may have taken it' ELSE error END,
    due_at = now() + interval '${REQUEUE_SECONDS} seconds'
  WHERE id IN (SELECT id FROM due) RETURNING id, attempts, status
)
SELECT id, attempts FROM changed WHERE status = 'queued'`;

/**
 * The states of mails. Every change is conditional on status and attempt: of several processes one gets a mail,
 * and who has lost the lease changes nothing.
 */
@Injectable()
export class MailOutbox {
  constructor(
    @InjectRepository(Mail) private readonly mails: Repository<Mail>,
    private readonly route: MailRoute,
  ) {}

  /** Undefined: unknown, done, or in somebody else's hands. */
  async claim(id: string): Promise<Mail | undefined> {
    const domain = /@([^@>\s]+)>?\s*$/.exec(this.route.from)?.[1];
    const { affected } = await this.mails
      .createQueryBuilder()
      .update()
      .set({
        status: 'sending',
        attempts: () => 'attempts + 1',
        dueAt: secondsFromNow(this.route.timeoutSeconds + LEASE_MARGIN_SECONDS),
        messageId: () => 'coalesce(message_id, :messageId)',
      })
      .where({ id, status: In(statusesBefore('sending')) })
      .setParameter('messageId', `<${id}@${domain}>`)
      .execute();
    return affected === 1 ? this.mails.findOneByOrFail({ id }) : undefined;
  }

  /** The server has taken it. */
  async close(mail: Mail): Promise<void> {
    await this.change(mail, 'sent', { error: null, sentAt: () => 'now()' });
  }

  /** It will not be tried again. */
  async fail(mail: Mail, reason: string): Promise<void> {
    await this.change(mail, 'failed', { error: shown(reason) });
  }

  /** It will be tried again after a pause, which grows with each attempt; after the last attempt it has failed. */
  async putBack(mail: Mail, reason: string): Promise<void> {
    if (mail.attempts >= MAX_ATTEMPTS) return this.fail(mail, reason);
    const pause = Math.min(FIRST_PAUSE_SECONDS * 3 ** (mail.attempts - 1), LONGEST_PAUSE_SECONDS);
    await this.change(mail, 'queued', { error: shown(reason), dueAt: secondsFromNow(pause) });
  }

  /** Mails to put on the queue: due for another try, lost on the way there, or left by a process that died. */
  sweep(): Promise<{ id: string; attempts: number }[]> {
    return this.mails.query(SWEEP_SQL);
  }

  private change(
    { id, attempts }: Mail,
    to: MailStatus,
    changes: { error: string | null; sentAt?: () => string; dueAt?: () => string },
  ): Promise<UpdateResult> {
    const isOver = to === 'sent' || to === 'failed';
    return this.mails.update(
      { id, attempts, status: In(statusesBefore(to)) },
      { status: to, ...changes, ...(isOver && { text: forgotten }) },
    );
  }
}

/** What the installation itself writes to people may let somebody in. */
const forgotten = (): string => `CASE WHEN org_id = '${INSTALLATION}' THEN '' ELSE text END`;

const secondsFromNow = (seconds: number) => (): string => `now() + interval '${seconds} seconds'`;

/** Fit for a column and for eyes: servers answer what they like. */
const shown = (reason: string): string =>
  redact(reason)
    .replace(/\p{Cc}+/gu, ' ')
    .toWellFormed()
    .slice(0, LONGEST_ERROR);
