import type { JSONRPCMessage, McpServer } from '@modelcontextprotocol/server';
import { Injectable } from '@nestjs/common';
import type { Response } from 'express';
import Redis from 'ioredis';
import type { Actor } from '@muster/identity';
import { InvalidError, PlatformSettings, SseStream } from '@muster/platform';
import { FeatureCatalog } from '../catalog/feature';
import { protocolErrors } from '../catalog/protocol-errors';
import { RunChanges } from '../runs/run-changes';
import { Doorbell } from '../mail/doorbell';
import { messageFrame } from './reply';

/** A session that has not opened its stream for so long is over. */
const KEPT_MS = 24 * 3_600_000;

/** Which resources the sessions of the older revisions watch, and the stream on which they are told. */
@Injectable()
export class Subscriptions {
  constructor(
    private readonly redis: Redis,
    private readonly bell: Doorbell,
    private readonly settings: PlatformSettings,
    private readonly catalog: FeatureCatalog,
    private readonly changes: RunChanges,
  ) {}

  /** `address` is the session's. */
  serve(server: McpServer, actor: Actor, address: string): void {
    server.server.setRequestHandler('resources/subscribe', ({ params: { uri } }) =>
      protocolErrors(() => this.add(actor, address, uri), uri),
    );
    server.server.setRequestHandler('resources/unsubscribe', ({ params: { uri } }) =>
      protocolErrors(() => this.remove(address, uri)),
    );
  }

  /** Tells about changes from now on, until the client leaves. */
  async open(actor: Actor, address: string, response: Response): Promise<void> {
    let watched = await this.of(address);
    const stream = new SseStream(response);
    const reload = async () => {
      watched = await this.of(address);
    };
    stream.onEnd(this.bell.listen(address, () => void reload().catch(() => stream.end())));
    const leave = await this.changes.follow(actor, (uri) => {
      if (watched.has(uri)) stream.write(messageFrame(JSON.stringify(updated(uri))));
    });
    stream.onEnd(leave);
  }

  private async add(actor: Actor, address: string, uri: string): Promise<object> {
    if (!(await this.catalog.watches(actor, uri)))
      throw new InvalidError(`changes of ${uri} are not told; those of runs are`);
    const key = this.keyOf(address);
    await this.redis.pipeline().sadd(key, uri).pexpire(key, KEPT_MS).exec();
    this.bell.ring(address);
    return {};
  }

  private async remove(address: string, uri: string): Promise<object> {
    await this.redis.srem(this.keyOf(address), uri);
    this.bell.ring(address);
    return {};
  }

  private async of(address: string): Promise<Set<string>> {
    const key = this.keyOf(address);
    const uris = await this.redis.smembers(key);
    if (uris.length > 0) await this.redis.pexpire(key, KEPT_MS);
    return new Set(uris);
  }

  private keyOf(address: string): string {
    return `${this.settings.redisPrefix}:mcp:watched:${address}`;
  }
}

const updated = (uri: string): JSONRPCMessage => ({
  jsonrpc: '2.0',
  method: 'notifications/resources/updated',
  params: { uri },
});
