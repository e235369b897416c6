import type { JSONRPCMessage } from '@modelcontextprotocol/server';
import type { Response } from 'express';
import { OneByOne, SseStream } from '@muster/platform';
import type { Outbox } from '../mail/outbox';

/** An answer that takes longer becomes a stream, so that the client sees that it is coming. */
const PATIENCE_MS = 300;
const RETRY_MS = 1_000;

/** Where a stream is kept, and how a client names it. */
export interface Keeping {
  outbox: Outbox;
  address: string;
  token: string;
  /** Whether the client knows what an event without data is. */
  primes: boolean;
}

/**
 * The HTTP answer to one request: plain JSON when the answer is all there is to say and comes at once, else a stream
 * of events. Where it is kept, a client that lost the stream gets the rest of it on another one.
 */
export class Reply {
  private stream?: SseStream;
  private isLost = false;
  private isOver = false;
  /** Numbers are given in the order in which the client gets what they number. */
  private readonly queue = new OneByOne();
  private readonly timer = setTimeout(() => this.later(() => this.upgrade()), PATIENCE_MS);

  /** `onLost` is called when the client is gone and nothing is kept for it. */
  constructor(
    private readonly response: Response,
    private readonly keeping: Keeping | undefined,
    onLost: () => void,
  ) {
    response.once('close', () => {
      this.isLost = true;
      if (!keeping && !this.isOver) onLost();
    });
  }

  send(message: JSONRPCMessage): Promise<void> {
    return this.queue.do(async () => {
      await this.upgrade();
      await this.write(message);
    });
  }

  /** The answer itself; undefined: there will be none. */
  finish(message: JSONRPCMessage | undefined): Promise<void> {
    return this.queue.do(async () => {
      this.isOver = true;
      clearTimeout(this.timer);
      if (this.stream || this.isLost) await this.write(message);
      else if (message) this.response.status(200).json(message);
      else this.response.status(202).end();
      this.stream?.end();
    });
  }

  /** Has the client come back for the rest. */
  letGo(): void {
    this.later(async () => {
      await this.upgrade();
      this.isLost = true;
      this.stream?.end();
    });
  }

  private async upgrade(): Promise<void> {
    clearTimeout(this.timer);
    if (this.stream || this.isLost || this.isOver) return;
    this.stream = new SseStream(this.response);
    if (!this.keeping) return;
    const { outbox, address, token, primes } = this.keeping;
    const number = await outbox.prime(address);
    if (primes && number !== undefined)
      this.stream.write(`id: ${token}.${number}\nretry: ${RETRY_MS}\ndata: \n\n`);
  }

  private async write(message: JSONRPCMessage | undefined): Promise<void> {
    const number = await this.keeping?.outbox.keep(this.keeping.address, message);
    if (this.isLost) return this.keeping?.outbox.announce(this.keeping.address);
    if (!message) return;
    const id = this.keeping && number !== undefined ? `${this.keeping.token}.${number}` : undefined;
    this.stream?.write(messageFrame(JSON.stringify(message), id));
  }

  /** Nobody waits for it: a client that cannot be reached is one that is gone. */
  private later(work: () => Promise<void>): void {
    this.queue.do(work).catch(() => undefined);
  }
}

export const messageFrame = (text: string, id?: string): string =>
  `${id === undefined ? '' : `id: ${id}\n`}event: message\ndata: ${text}\n\n`;
