import type { JSONRPCMessage } from '@modelcontextprotocol/server';
import { Injectable, Logger } from '@nestjs/common';
import Redis from 'ioredis';
import { PlatformSettings } from '@muster/platform';
import { Doorbell } from './doorbell';

/** How long after its last message a stream can be taken up again. */
const KEPT_MS = 300_000;

/** Stands where a stream begins, before its first message. */
const PRIMER = '';
/** Stands where a stream ends without an answer. */
const NO_ANSWER = 'null';

/** What was said on the stream of a request, so that a client that lost it can go on. Numbers count from 0. */
@Injectable()
export class Outbox {
  private readonly logger = new Logger('Mcp');

  constructor(
    private readonly redis: Redis,
    private readonly bell: Doorbell,
    private readonly settings: PlatformSettings,
  ) {}

  prime(address: string): Promise<number | undefined> {
    return this.append(address, PRIMER);
  }

  /** Its number; undefined when it could not be kept, and then only a client that is there gets it. */
  keep(address: string, message: JSONRPCMessage | undefined): Promise<number | undefined> {
    return this.append(address, message ? JSON.stringify(message) : NO_ANSWER);
  }

  /** The messages behind number `last`, and whether that was all; undefined when there is no such stream. */
  async after(address: string, last: number): Promise<{ messages: string[]; isOver: boolean } | undefined> {
    const entries = await this.redis.lrange(this.keyOf(address), last, -1);
    if (entries.length === 0) return undefined;
    const [, ...messages] = entries;
    const final = entries.at(-1) as string;
    return { messages: messages.filter((text) => text !== NO_ANSWER), isOver: isFinal(final) };
  }

  /** Tells whoever has taken up the stream that there is more. */
  announce(address: string): void {
    this.bell.ring(address);
  }

  private async append(address: string, text: string): Promise<number | undefined> {
    const key = this.keyOf(address);
    try {
      const [[, length] = []] =
        (await this.redis.pipeline().rpush(key, text).pexpire(key, KEPT_MS).exec()) ?? [];
      return typeof length === 'number' ? length - 1 : undefined;
    } catch (error) {
      this.logger.debug(`not kept: ${String(error)}`);
      return undefined;
    }
  }

  private keyOf(address: string): string {
    return `${this.settings.redisPrefix}:mcp:out:${address}`;
  }
}

/** An answer is what no method is in. */
const isFinal = (text: string): boolean =>
  text === NO_ANSWER || (text !== PRIMER && !('method' in (JSON.parse(text) as object)));
