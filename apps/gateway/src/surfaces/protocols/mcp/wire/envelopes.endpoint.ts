import { createMcpHandler, type McpHttpHandler, type ServerEventBus } from '@modelcontextprotocol/server';
import { toNodeHandler } from '@modelcontextprotocol/node';
import { Injectable, Logger, OnModuleDestroy } from '@nestjs/common';
import type { Request, Response } from 'express';
import type { Actor } from '@muster/identity';
import { ServerFactory } from '../catalog/server-factory';
import { RunChanges } from '../runs/run-changes';

/** Serves the revisions in which each request says all that is to be known of its client. */
@Injectable()
export class EnvelopesEndpoint implements OnModuleDestroy {
  private readonly logger = new Logger('Mcp');
  private readonly listening = new Set<McpHttpHandler>();

  constructor(
    private readonly servers: ServerFactory,
    private readonly changes: RunChanges,
  ) {}

  async post(actor: Actor, request: Request, response: Response, body: unknown): Promise<void> {
    const handler = createMcpHandler(() => this.servers.create(actor), {
      legacy: 'reject',
      bus: this.changesOf(actor),
      onerror: (error) => this.logger.debug(error.message),
    });
    if (!listens(body)) return toNodeHandler(handler)(request, response, body);
    this.listening.add(handler);
    response.once('close', () => this.listening.delete(handler));
    await toNodeHandler(handler)(request, response, body);
  }

  /** Before the gateway waits for what is under way: who listens would have it wait for ever. */
  async onModuleDestroy(): Promise<void> {
    await Promise.all([...this.listening].map((handler) => handler.close()));
  }

  /** What a client that listens is told of: what belongs to this actor, and nothing else. */
  private changesOf(actor: Actor): ServerEventBus {
    return {
      publish: () => undefined,
      subscribe: (listener) => {
        const following = this.changes.follow(actor, (uri) => listener({ kind: 'resource_updated', uri }));
        following.catch((error: unknown) => this.logger.warn(`changes are not told: ${String(error)}`));
        return () => void following.then((leave) => leave()).catch(() => undefined);
      },
    };
  }
}

const listens = (body: unknown): boolean =>
  (body as { method?: unknown } | null)?.method === 'subscriptions/listen';
