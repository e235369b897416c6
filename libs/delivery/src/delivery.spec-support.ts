import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getQueueToken } from '@nestjs/bull';
import type { INestApplication } from '@nestjs/common';
import type { Queue } from 'bull';
import { DataSource } from 'typeorm';
import { SEND_MAIL } from '@muster/contracts';
import { startTestApp, testDatabase, type TestDatabase, testRedis } from '@muster/testing';
import { MailDeliveryModule } from './delivery.module';
import { MailDelivery } from './mail/mail-delivery';
import { MailOutbox } from './mail/mail-outbox';
import { MailSweeper } from './mail/mail-sweeper';
import { Mail } from './mail/mail.entity';
import { type MailOwner, MailService } from './mail/mail.service';
import { MailSettings } from './mail.settings';

export const somebody = (): MailOwner => ({ orgId: randomUUID(), userId: randomUUID() });

export const letter = (overrides = {}) => ({
  to: 'ada@example.com',
  subject: 'Hello',
  text: 'How are you?',
  ...overrides,
});

/** The lib on a database of its own; nobody takes jobs off the queue. */
export class TestOutbox {
  private constructor(
    private readonly app: INestApplication,
    private readonly database: TestDatabase,
    readonly folder: string,
  ) {}

  static async open(env: Record<string, string> = {}): Promise<TestOutbox> {
    const [database, redis] = await Promise.all([testDatabase(), testRedis()]);
    const folder = await mkdtemp(join(tmpdir(), 'muster-mail-'));
    const app = await startTestApp({
      imports: [MailDeliveryModule],
      settings: [MailSettings],
      env: { DATABASE_URL: database.url, REDIS_URL: redis.url, DATA_DIR: folder, ...env },
      sends: [SEND_MAIL],
    });
    // Sweeps happen when a spec says so.
    app.get(MailSweeper).onModuleDestroy();
    return new TestOutbox(app, database, folder);
  }

  get mails(): MailService {
    return this.app.get(MailService);
  }

  get delivery(): MailDelivery {
    return this.app.get(MailDelivery);
  }

  get outbox(): MailOutbox {
    return this.app.get(MailOutbox);
  }

  get source(): DataSource {
    return this.app.get(DataSource);
  }

  get queue(): Queue {
    return this.app.get<Queue>(getQueueToken(SEND_MAIL.queue));
  }

  sweep(): Promise<void> {
    return this.app.get(MailSweeper).sweep();
  }

  send(overrides = {}): Promise<Mail> {
    return this.mails.send(somebody(), letter(overrides));
  }

  /** The row as it is now. */
  row(mail: { id: string }): Promise<Mail> {
    return this.source.manager.findOneByOrFail(Mail, { id: mail.id });
  }

  /** Lease or pause of a mail are over. */
  async expire(mail: { id: string }): Promise<void> {
    await this.source.query(`UPDATE mail SET due_at = now() - interval '1 second' WHERE id = $1`, [mail.id]);
  }

  async close(): Promise<void> {
    await this.app.close();
    await this.database.close();
    await rm(this.folder, { recursive: true, force: true });
  }
}
