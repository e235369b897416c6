import { Injectable, Logger, OnApplicationShutdown, OnModuleInit } from '@nestjs/common';
import { ShareTokens } from '@muster/identity';
import { LimitExceededError, type SseStream, Ticker } from '@muster/platform';

const LOOK_EVERY_MS = 1_000;

/** Streams of one share in one process; whoever gets hold of a link cannot hold the process by it. */
const MAX_OPEN = 50;
const RETRY_SECONDS = 60;

/** Streams that end with the share they were opened by. */
@Injectable()
export class SharedStreams implements OnModuleInit, OnApplicationShutdown {
  private readonly open = new Map<string, Set<SseStream>>();
  private readonly ticker = new Ticker(LOOK_EVERY_MS, () => this.endStale(), new Logger(SharedStreams.name));

  constructor(private readonly shares: ShareTokens) {}

  onModuleInit(): void {
    this.ticker.start();
  }

  onApplicationShutdown(): void {
    this.ticker.stop();
  }

  /** Throws `LimitExceededError` when there are as many as may be. */
  async keep(token: string, begin: () => Promise<SseStream>): Promise<void> {
    if ((this.open.get(token)?.size ?? 0) >= MAX_OPEN)
      throw new LimitExceededError('Too many open streams', { reason: 'rate', retryAfter: RETRY_SECONDS });
    const stream = await begin();
    const streams = this.open.get(token) ?? new Set();
    this.open.set(token, streams.add(stream));
    stream.onEnd(() => {
      streams.delete(stream);
      if (streams.size === 0) this.open.delete(token);
    });
  }

  private async endStale(): Promise<void> {
    for (const [token, streams] of [...this.open])
      if (!(await this.shares.holds(token))) for (const stream of [...streams]) stream.end();
  }
}
