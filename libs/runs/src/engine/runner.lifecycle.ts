import { BeforeApplicationShutdown, Injectable, Logger, OnApplicationBootstrap } from '@nestjs/common';
import { InjectQueue } from '@nestjs/bull';
import type { Queue } from 'bull';
import { EXECUTE_RUNS } from '@muster/contracts';
import { Sweep } from '../workers/sweep';
import { WorkerLease } from '../workers/worker-lease';
import { RunEngine } from './engine.service';

/** How long a step may take to end after SIGTERM before its run is handed to another worker without it. */
const DRAIN_MS = 8_000;

/** How often the worker compares what it holds with what it executes. */
const LOOK_MS = 1_000;

/** Lease first, then work; on the way out the other way round. */
@Injectable()
export class RunnerLifecycle implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(RunnerLifecycle.name);
  private timer?: NodeJS.Timeout;

  constructor(
    private readonly lease: WorkerLease,
    private readonly sweep: Sweep,
    private readonly engine: RunEngine,
    @InjectQueue(EXECUTE_RUNS.queue) private readonly queue: Queue,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    await this.lease.start(() => this.engine.letGoOfLost());
    this.sweep.start();
    this.timer = setInterval(() => void this.look(), LOOK_MS);
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.sweep.stop();
    clearInterval(this.timer);
    await this.queue.pause(true, true);
    await this.engine.drain(DRAIN_MS);
    await this.lease.stop();
  }

  private async look(): Promise<void> {
    await this.engine.letGoOfForgotten().catch((error: unknown) => {
      this.logger.warn(`not known which runs are held: ${String(error)}`);
    });
  }
}
