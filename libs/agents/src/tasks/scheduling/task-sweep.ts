import { Injectable, Logger, OnApplicationBootstrap, OnModuleDestroy } from '@nestjs/common';
import { Ticker } from '@muster/platform';
import { Attempts } from './attempts';
import { Ends } from './ends';
import { HandOut } from './hand-out';
import { FollowAgents } from './follow-agents';

const EVERY_MS = 1_000;

/** Moves tasks on. Any number of processes may do it: each task is moved by one of them. */
@Injectable()
export class TaskSweep implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger(TaskSweep.name);
  private readonly ticker = new Ticker(EVERY_MS, () => this.sweep(), this.logger);

  constructor(
    private readonly ends: Ends,
    private readonly agents: FollowAgents,
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
    const { ends, agents, handOut, attempts } = this;
    await toTheEnd(() => ends.settle());
    await toTheEnd(() => ends.stopLate());
    await toTheEnd(() => ends.expire());
    await toTheEnd(() => ends.followQuestions());
    await toTheEnd(() => agents.takeBack());
    await agents.recount();
    await toTheEnd(() => handOut.assign());
    await toTheEnd(() => handOut.queue());
    await toTheEnd(() => attempts.begin());
  }
}

/** Batch after batch, each a transaction of its own. */
async function toTheEnd(batch: () => Promise<boolean>): Promise<void> {
  while (await batch());
}
