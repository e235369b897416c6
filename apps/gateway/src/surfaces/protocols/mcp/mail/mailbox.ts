import { type JSONRPCMessage, parseJSONRPCMessage } from '@modelcontextprotocol/server';
import { Injectable, Logger } from '@nestjs/common';
import Redis from 'ioredis';
import { PlatformSettings } from '@muster/platform';
import { Doorbell } from './doorbell';

/** What nobody has fetched by then came too late, or for nothing. */
const KEPT_MS = 60_000;

/** Messages of a client about a request that another copy of the gateway may be serving: cancellations and answers. */
@Injectable()
export class Mailbox {
  private readonly logger = new Logger('Mcp');

  constructor(
    private readonly redis: Redis,
    private readonly bell: Doorbell,
    private readonly settings: PlatformSettings,
  ) {}

  async post(address: string, message: JSONRPCMessage): Promise<void> {
    const key = this.keyOf(address);
    await this.redis.pipeline().rpush(key, JSON.stringify(message)).pexpire(key, KEPT_MS).exec();
    this.bell.ring(address);
  }

  /** Takes what lies there and what comes, in order. Answers how to leave. */
  open(address: string, take: (message: JSONRPCMessage) => void): () => void {
    const look = () => {
      this.fetch(address, take).catch((error: unknown) => {
        this.logger.debug(`not fetched: ${String(error)}`);
      });
    };
    const leave = this.bell.listen(address, look);
    look();
    return leave;
  }

  private async fetch(address: string, take: (message: JSONRPCMessage) => void): Promise<void> {
    for (;;) {
      const text = await this.redis.lpop(this.keyOf(address));
      if (text === null) return;
      take(parseJSONRPCMessage(JSON.parse(text)));
    }
  }

  private keyOf(address: string): string {
    return `${this.settings.redisPrefix}:mcp:in:${address}`;
  }
}
