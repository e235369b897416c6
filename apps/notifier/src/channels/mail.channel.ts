import { InjectQueue, Processor } from '@nestjs/bull';
import type { BeforeApplicationShutdown } from '@nestjs/common';
import type { Job, Queue } from 'bull';
import { SEND_MAIL } from '@muster/contracts';
import { MailDelivery } from '@muster/delivery';
import { HandlesJob } from '@muster/platform';

/** Conversations with the mail server under way at once in one process. */
const AT_ONCE = 8;

@Processor(SEND_MAIL.queue)
export class MailChannel implements BeforeApplicationShutdown {
  constructor(
    private readonly mails: MailDelivery,
    @InjectQueue(SEND_MAIL.queue) private readonly queue: Queue,
  ) {}

  @HandlesJob(SEND_MAIL, { concurrency: AT_ONCE })
  send(job: Job<{ mailId: string }>): Promise<void> {
    return this.mails.deliver(job.data.mailId);
  }

  /** Takes no more, and waits for those under way: cut off, they would be in doubt. */
  async beforeApplicationShutdown(): Promise<void> {
    await this.queue.pause(true);
  }
}
