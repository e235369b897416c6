import { randomUUID } from 'node:crypto';
import { Injectable, Logger } from '@nestjs/common';
import { DataSource, EntityManager } from 'typeorm';
import { SEND_MAIL } from '@muster/contracts';
import { ConflictError, Jobs, NotFoundError } from '@muster/platform';
import { AfterCommit } from '../database/after-commit';
import { checkMail, type MailInput } from './mail-input';
import { Mail } from './mail.entity';

/** On whose behalf mail is sent. An `Actor` is one. */
export interface MailOwner {
  readonly orgId: string;
  readonly userId: string;
}

/** The queue gets the mail right after the commit; the sweep comes when it did not arrive. */
const SWEEP_AFTER_MS = 5_000;

/** The outbox, for whoever has something to send. */
@Injectable()
export class MailService {
  private readonly logger = new Logger(MailService.name);

  constructor(
    private readonly source: DataSource,
    private readonly afterCommit: AfterCommit,
    private readonly jobs: Jobs,
  ) {}

  /**
   * Accepts a mail: once the transaction is committed it will be sent whatever dies. With `manager`, it belongs to
   * the caller's transaction. Repeated with the same key it answers the mail there is. Throws `InvalidError` (fields
   * `to`, `subject`, `text`), and `ConflictError` (reason `idempotency_key_reused`) for a key used with another address.
   */
  async send(
    owner: MailOwner,
    input: MailInput & { idempotencyKey?: string },
    manager: EntityManager = this.source.manager,
  ): Promise<Mail> {
    checkMail(input);
    const id = randomUUID();
    const mail = await this.insert(manager, owner, id, input);
    if (mail.to !== input.to)
      throw new ConflictError('this key was used for a mail to another address', {
        reason: 'idempotency_key_reused',
      });
    if (mail.id === id) this.afterCommit.run(manager, () => void this.enqueue(id));
    return mail;
  }

  async get({ orgId, userId }: MailOwner, id: string): Promise<Mail> {
    const found = await this.source.manager.findOneBy(Mail, { orgId, userId, id });
    if (!found) throw new NotFoundError('mail', id);
    return found;
  }

  private async insert(
    manager: EntityManager,
    { orgId, userId }: MailOwner,
    id: string,
    { to, subject, text, runId, idempotencyKey }: MailInput & { idempotencyKey?: string },
  ): Promise<Mail> {
    const content = { to, subject, text, runId: runId ?? null, idempotencyKey: idempotencyKey ?? null };
    const dueAt = new Date(Date.now() + SWEEP_AFTER_MS);
    await manager
      .createQueryBuilder()
      .insert()
      .into(Mail)
      .values({ id, orgId, userId, dueAt, ...content })
      .orIgnore()
      .execute();
    return manager.findOneByOrFail(
      Mail,
      idempotencyKey === undefined ? { id } : { orgId, userId, idempotencyKey },
    );
  }

  private async enqueue(mailId: string): Promise<void> {
    try {
      await this.jobs.enqueue(SEND_MAIL, { mailId }, { id: `${mailId}-0` });
    } catch (error) {
      this.logger.warn(`mail ${mailId} is left to the sweep: ${String(error)}`);
    }
  }
}
