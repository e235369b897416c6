import { Injectable, Logger, OnApplicationBootstrap, OnModuleDestroy } from '@nestjs/common';
import { SEND_MAIL } from '@muster/contracts';
import { Jobs } from '@muster/platform';
import { MailOutbox } from './mail-outbox';

const EVERY_MS = 1_000;

/** Puts on the queue what is due: further attempts, and mails that no queue and no living process knows of. */
@Injectable()
export class MailSweeper implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger(MailSweeper.name);
  private timer?: NodeJS.Timeout;
  private sweeping = false;

  constructor(
    private readonly outbox: MailOutbox,
    private readonly jobs: Jobs,
  ) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => void this.tick(), EVERY_MS);
  }

  onModuleDestroy(): void {
    clearInterval(this.timer);
  }

  /** The attempts in a job's id let a mail pass its own earlier job, which may hang on a dead process. */
  async sweep(): Promise<void> {
    const mails = await this.outbox.sweep();
    await this.jobs.enqueueMany(
      SEND_MAIL,
      mails.map(({ id, attempts }) => ({ data: { mailId: id }, options: { id: `${id}-${attempts}` } })),
    );
  }

  private async tick(): Promise<void> {
    if (this.sweeping) return;
    this.sweeping = true;
    try {
      await this.sweep();
    } catch (error) {
      this.logger.warn(`sweep failed: ${String(error)}`);
    } finally {
      this.sweeping = false;
    }
  }
}
