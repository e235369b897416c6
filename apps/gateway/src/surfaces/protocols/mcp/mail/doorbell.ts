import { Controller, Injectable, OnApplicationShutdown } from '@nestjs/common';
import { EventPattern } from '@nestjs/microservices';
import type { Hints } from '@muster/contracts';
import { Hinter } from '@muster/platform';

/** A lost hint delays what it tells by at most this. */
const SAFETY_NET_MS = 1_000;

/** Tells whoever serves an exchange, in whatever copy of the gateway, that something lies there for it. */
@Injectable()
export class Doorbell implements OnApplicationShutdown {
  private readonly listeners = new Map<string, Set<() => void>>();
  private timer?: NodeJS.Timeout;

  constructor(private readonly hinter: Hinter) {}

  ring(address: string): void {
    this.hinter.hint('mcp.posted', { address });
  }

  /** Answers how to leave. */
  listen(address: string, look: () => void): () => void {
    const looks = this.listeners.get(address) ?? new Set();
    this.listeners.set(address, looks.add(look));
    this.timer ??= setInterval(() => this.lookAtAll(), SAFETY_NET_MS).unref();
    return () => {
      looks.delete(look);
      if (looks.size === 0) this.listeners.delete(address);
      if (this.listeners.size === 0) this.rest();
    };
  }

  heard(address: string): void {
    for (const look of this.listeners.get(address) ?? []) look();
  }

  onApplicationShutdown(): void {
    this.rest();
  }

  private lookAtAll(): void {
    for (const address of this.listeners.keys()) this.heard(address);
  }

  private rest(): void {
    clearInterval(this.timer);
    this.timer = undefined;
  }
}

@Controller()
export class DoorbellListener {
  constructor(private readonly bell: Doorbell) {}

  @EventPattern('mcp.posted')
  posted({ address }: Hints['mcp.posted']): void {
    this.bell.heard(address);
  }
}
