import { getQueueToken } from '@nestjs/bull';
import { Injectable } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import type { JobOptions, Queue } from 'bull';
import type { JobDefinition } from '@muster/contracts';
import { UnavailableError } from '../errors/domain.errors';

interface EnqueueOptions {
  /** While a job with this id is waiting or active, adding it again does nothing. */
  id: string;
  /** Milliseconds before it may start. */
  delay?: number;
}

/** Past this, Redis counts as gone; the sweep will bring the work back. */
const ENQUEUE_DEADLINE_MS = 5_000;

/** Puts work on Bull. The row must be committed before: what is lost here is found by the sweep of its noun. */
@Injectable()
export class Jobs {
  constructor(private readonly modules: ModuleRef) {}

  async enqueue<T extends object>(job: JobDefinition<T>, data: T, options: EnqueueOptions): Promise<void> {
    await withinDeadline(this.queue(job).add(job.name, data, jobOptions(job, options)));
  }

  async enqueueMany<T extends object>(
    job: JobDefinition<T>,
    items: { data: T; options: EnqueueOptions }[],
  ): Promise<void> {
    const entries = items.map(({ data, options }) => ({
      name: job.name,
      data,
      opts: jobOptions(job, options),
    }));
    if (entries.length > 0) await withinDeadline(this.queue(job).addBulk(entries));
  }

  private queue(job: JobDefinition<object>): Queue {
    return this.modules.get<Queue>(getQueueToken(job.queue), { strict: false });
  }
}

const jobOptions = (job: JobDefinition<object>, { id, delay }: EnqueueOptions): JobOptions => ({
  jobId: id,
  attempts: job.attempts,
  backoff: { type: 'exponential', delay: job.backoff },
  removeOnComplete: true,
  removeOnFail: true,
  ...(delay && { delay }),
});

async function withinDeadline<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new UnavailableError('the queue does not answer'));
    }, ENQUEUE_DEADLINE_MS);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
