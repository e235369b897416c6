import {
  isInitializeRequest,
  isJSONRPCNotification,
  isJSONRPCRequest,
  type JSONRPCMessage,
  type JSONRPCRequest,
  type RequestId,
  SUPPORTED_PROTOCOL_VERSIONS,
} from '@modelcontextprotocol/server';
import { Injectable } from '@nestjs/common';
import type { Request, Response } from 'express';
import type { Actor } from '@muster/identity';
import { SseStream } from '@muster/platform';
import { ServerFactory } from '../catalog/server-factory';
import { Doorbell } from '../mail/doorbell';
import { Exchange } from './exchange';
import { Mailbox } from '../mail/mailbox';
import { Outbox } from '../mail/outbox';
import { type Keeping, messageFrame, Reply } from './reply';
import { Subscriptions } from './subscriptions';
import { type ClientSession, newSessionId, readSession, tokenOf } from './session';

/** From this revision on clients know what an event without data is. */
const PRIMING = '2025-11-25';

const SESSION = 'Mcp-Session-Id';

/** A request that the protocol itself refuses. */
export class Refusal extends Error {
  constructor(
    readonly status: number,
    readonly code: number,
    message: string,
  ) {
    super(message);
  }
}

/**
 * Serves the revisions that begin with a handshake. Whatever they need to remember travels with the client or through
 * Redis, so that each request may reach another copy of the gateway.
 */
@Injectable()
export class SessionsEndpoint {
  constructor(
    private readonly servers: ServerFactory,
    private readonly mailbox: Mailbox,
    private readonly outbox: Outbox,
    private readonly bell: Doorbell,
    private readonly subscriptions: Subscriptions,
  ) {}

  async post(actor: Actor, request: Request, response: Response, message: JSONRPCMessage): Promise<void> {
    if (isInitializeRequest(message)) {
      response.setHeader(SESSION, newSessionId(message.params));
      // Browsers show their pages no header that is not named.
      response.append('Access-Control-Expose-Headers', SESSION);
      return this.serve(actor, response, message as JSONRPCRequest);
    }
    checkRevision(request);
    const session = sessionOf(request);
    if (isJSONRPCRequest(message)) return this.serve(actor, response, message, session);
    if (session) await this.passOn(actor, session, message);
    response.status(202).end();
  }

  /** The rest of a stream that was lost, or what changes from now on. False: there is nothing to go on with. */
  async listen(actor: Actor, request: Request, response: Response): Promise<boolean> {
    checkRevision(request);
    const session = sessionOf(request);
    if (!session) return false;
    const lastEventId = request.headers['last-event-id'];
    if (lastEventId !== undefined) return this.resume(actor, String(lastEventId), response);
    await this.subscriptions.open(actor, addressOf(actor, tokenOf(session)), response);
    return true;
  }

  private async resume(actor: Actor, lastEventId: string, response: Response): Promise<boolean> {
    const [, token, last] = /^([\w-]{22})\.(\d{1,9})$/.exec(lastEventId) ?? [];
    if (!token) return false;
    const address = addressOf(actor, token);
    if (!(await this.outbox.after(address, Number(last)))) return false;
    await this.follow(new SseStream(response), address, token, Number(last));
    return true;
  }

  private async serve(
    actor: Actor,
    response: Response,
    request: JSONRPCRequest,
    session?: ClientSession,
  ): Promise<void> {
    const token = session && tokenOf(session, request.id);
    const keeping = session && token ? this.keeping(actor, session, token) : undefined;
    const reply = new Reply(response, keeping, () => exchange.deliver(cancelled(request.id)));
    const extra = keeping && { closeSSEStream: () => reply.letGo() };
    const exchange = new Exchange(request, reply, { ...extra }, token);
    const server = this.servers.create(actor);
    if (session) this.subscriptions.serve(server, actor, addressOf(actor, tokenOf(session)));
    const ended = Promise.withResolvers<void>();
    server.server.onclose = () => ended.resolve();
    await server.connect(exchange);
    const leave = keeping && this.mailbox.open(keeping.address, (message) => exchange.deliver(message));
    await exchange.serve(session?.handshake);
    await ended.promise.finally(leave);
  }

  private keeping(actor: Actor, { handshake }: ClientSession, token: string): Keeping {
    const primes = handshake.protocolVersion >= PRIMING;
    return { outbox: this.outbox, address: addressOf(actor, token), token, primes };
  }

  /** To the exchange it is about; what is about none has no meaning without one. */
  private async passOn(actor: Actor, session: ClientSession, message: JSONRPCMessage): Promise<void> {
    const token = aboutWhich(session, message);
    if (token) await this.mailbox.post(addressOf(actor, token), message);
  }

  private async follow(stream: SseStream, address: string, token: string, last: number): Promise<void> {
    let [at, busy] = [last, false];
    const look = async (): Promise<void> => {
      if (busy) return;
      busy = true;
      const { messages = [], isOver = true } = (await this.outbox.after(address, at)) ?? {};
      for (const text of messages) stream.write(messageFrame(text, `${token}.${(at += 1)}`));
      busy = false;
      if (isOver) stream.end();
    };
    const leave = this.bell.listen(address, () => void look().catch(() => stream.end()));
    stream.onEnd(leave);
    await look();
  }
}

/** Only the owner of an exchange can reach it, whatever he knows of its name. */
const addressOf = ({ orgId, userId }: Actor, token: string): string => `${orgId}:${userId}:${token}`;

function aboutWhich(session: ClientSession, message: JSONRPCMessage): string | undefined {
  if (!isJSONRPCNotification(message)) return /^([\w-]{22})\.\d+$/.exec(String(message.id))?.[1];
  if (message.method !== 'notifications/cancelled') return undefined;
  const { requestId } = (message.params ?? {}) as { requestId?: RequestId };
  return requestId === undefined ? undefined : tokenOf(session, requestId);
}

const cancelled = (requestId: RequestId): JSONRPCMessage => ({
  jsonrpc: '2.0',
  method: 'notifications/cancelled',
  params: { requestId, reason: 'the client has gone' },
});

function checkRevision({ headers }: Request): void {
  const version = headers['mcp-protocol-version'];
  if (version === undefined || SUPPORTED_PROTOCOL_VERSIONS.includes(String(version))) return;
  const known = SUPPORTED_PROTOCOL_VERSIONS.join(', ');
  throw new Refusal(400, -32_000, `Unsupported protocol version ${String(version)}; supported: ${known}`);
}

/** None is fine: then there is no way back to a stream that was lost, and nothing to cancel. */
function sessionOf({ headers }: Request): ClientSession | undefined {
  const id = headers[SESSION.toLowerCase()];
  if (id === undefined) return undefined;
  const session = readSession(String(id));
  if (!session) throw new Refusal(404, -32_001, 'Session not found');
  return session;
}
