import { Processor } from '@nestjs/bull';
import { Controller } from '@nestjs/common';
import { EventPattern, MessagePattern } from '@nestjs/microservices';
import type { Job } from 'bull';
import { EXECUTE_RUNS, type Hints, type Questions } from '@muster/contracts';
import { answered, HandlesJob } from '@muster/platform';
import { RunEngine } from './engine.service';
import { ReplaysService } from '../replay/replays.service';
import { ShutOuts } from '../workers/shut-outs';

/** Jobs under way at once in one process; each may carry several runs. */
const JOBS_AT_ONCE = 64;

@Processor(EXECUTE_RUNS.queue)
export class RunsProcessor {
  constructor(private readonly engine: RunEngine) {}

  @HandlesJob(EXECUTE_RUNS, { concurrency: JOBS_AT_ONCE })
  execute({ data }: Job<{ runIds?: string[] }>): Promise<void> {
    // A Redis that was emptied at the wrong moment hands out jobs without their data; the sweep knows their runs.
    return this.engine.execute(data.runIds ?? []);
  }
}

/** What a runner hears and answers over the transport. */
@Controller()
export class RunsListener {
  constructor(
    private readonly engine: RunEngine,
    private readonly replays: ReplaysService,
    private readonly shutOuts: ShutOuts,
  ) {}

  @EventPattern('runs.interrupted')
  interrupted({ runIds }: Hints['runs.interrupted']): void {
    this.engine.interrupt(runIds);
  }

  @EventPattern('identity.changed')
  changed({ userIds }: Hints['identity.changed']): Promise<void> {
    return this.shutOuts.changed(userIds);
  }

  @MessagePattern('runs.replay')
  replay({ runId }: Questions['runs.replay']['ask']): Promise<object> {
    return answered(() => this.replays.replay(runId));
  }
}
