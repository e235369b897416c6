import { Injectable, Logger, OnApplicationBootstrap, OnModuleDestroy } from '@nestjs/common';
import { Ticker } from '@muster/platform';
import { Attempts } from './attempts';
import { Ends } from './ends';
import { HandOut } from './hand-out';
import { TakeBack } from './take-back';

const EVERY_MS = 1_000;

/** Moves tasks on. Any number of processes may do it: each task is moved by one of them. */
@Injectable()
export class TaskSweep implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger(TaskSweep.name);
  private readonly ticker = new Ticker(EVERY_MS, () => this.sweep(), this.logger);

  constructor(
    private readonly ends: Ends,
    private readonly takeBack: TakeBack,
    private readonly handOut: HandOut,
    private readonly attempts: Attempts,
  ) {}

  onApplicationBootstrap(): void {
    this.ticker.start();
  }

  onModuleDestroy(): void {
    this.ticker.stop();
  }

  /** Somebody says that there is something to do. */
  look(): void {
    this.ticker.hurry();
  }

  /** What ends makes room for what begins. */
  async sweep(): Promise<void> {
    await this.ends.settle();
    await this.ends.stopLate();
    await this.ends.expire();
    await this.ends.followQuestions();
    await this.takeBack.sweep();
    await this.handOut.assign();
    await this.handOut.queue();
    await this.attempts.begin();
  }
}
