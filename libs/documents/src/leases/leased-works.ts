import type { Logger } from '@nestjs/common';
import { CancelledError } from '@muster/platform';

const HEARTBEAT_MS = 1_000;

/** Why work is aborted that somebody else shall go on with. */
export class ShutdownError extends CancelledError {}

/** A document in the hands of this process. */
export interface LeasedWork {
  /** Throws `CancelledError` when the lease is lost. */
  renew(): Promise<void>;
  work(signal: AbortSignal): Promise<void>;
  /** After work that threw, with the reason for which it was aborted, if it was. */
  settle(error: unknown): Promise<void>;
}

interface Running {
  controller: AbortController;
  ended: Promise<void>;
}

/** What a process does under leases of documents: renewed while it goes on, stopped one by one, handed over at the end. */
export class LeasedWorks {
  private readonly running = new Map<string, Running>();
  private draining = false;

  constructor(private readonly logger: Logger) {}

  /** `claim` answers undefined when there is nothing to do. Throws what `settle` lets out. */
  async run(documentId: string, claim: () => Promise<LeasedWork | undefined>): Promise<void> {
    if (this.draining) return;
    const work = await claim();
    if (!work) return;
    const controller = new AbortController();
    const ended = this.carryOut(documentId, work, controller);
    this.running.set(documentId, { controller, ended });
    try {
      await ended;
    } finally {
      this.running.delete(documentId);
    }
  }

  stop(documentId: string, why: string): void {
    this.running.get(documentId)?.controller.abort(new CancelledError(why));
  }

  /** Takes no more, and waits until everything at hand is settled. */
  async drain(): Promise<void> {
    this.draining = true;
    const works = [...this.running.values()];
    for (const { controller } of works) controller.abort(new ShutdownError('shutting down'));
    await Promise.allSettled(works.map(({ ended }) => ended));
  }

  private async carryOut(documentId: string, work: LeasedWork, controller: AbortController): Promise<void> {
    const heart = setInterval(() => void this.beat(documentId, work, controller), HEARTBEAT_MS);
    try {
      await work.work(controller.signal);
    } catch (error) {
      await work.settle(controller.signal.aborted ? controller.signal.reason : error);
    } finally {
      clearInterval(heart);
    }
  }

  private async beat(documentId: string, work: LeasedWork, controller: AbortController): Promise<void> {
    try {
      await work.renew();
    } catch (error) {
      if (error instanceof CancelledError) controller.abort(error);
      else this.logger.warn(`lease of document ${documentId} not renewed`, error);
    }
  }
}
