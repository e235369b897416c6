import { applyDecorators, SetMetadata } from '@nestjs/common';
import { Process } from '@nestjs/bull';
import type { JobDefinition } from '@muster/contracts';

export const HANDLED_JOB = 'muster:handled-job';

/** Marks the one method of this app that executes `job`; `concurrency` is per process. */
export const HandlesJob = (
  job: JobDefinition<object>,
  options: { concurrency?: number } = {},
): MethodDecorator =>
  applyDecorators(
    Process({ name: job.name, concurrency: options.concurrency ?? 1 }),
    SetMetadata(HANDLED_JOB, `${job.queue}/${job.name}`),
  );
