import { Injectable, Logger, OnApplicationBootstrap, OnModuleDestroy } from '@nestjs/common';
import { SEND_MAIL } from '@muster/contracts';
import { Jobs, Ticker } from '@muster/platform';
import { MailOutbox } from './mail-outbox';

const EVERY_MS = 1_000;

/** Puts on the queue what is due: further attempts, and mails that no queue and no living process knows of. */
@Injectable()
export class MailSweeper implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger(MailSweeper.name);
  private readonly ticker = new Ticker(EVERY_MS, () => this.sweep(), this.logger);

  constructor(
    private readonly outbox: MailOutbox,
    private readonly jobs: Jobs,
  ) {}

  onApplicationBootstrap(): void {
    this.ticker.start();
  }

  onModuleDestroy(): void {
    this.ticker.stop();
  }

  /** The attempts in a job's id let a mail pass its own earlier job, which may hang on a dead process. */
  async sweep(): Promise<void> {
    const mails = await this.outbox.sweep();
    await this.jobs.enqueueMany(
      SEND_MAIL,
      mails.map(({ id, attempts }) => ({ data: { mailId: id }, options: { id: `${id}-${attempts}` } })),
    );
  }
}
