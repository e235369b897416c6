import {
  isJsonContentType,
  isLegacyRequest,
  type JSONRPCMessage,
  parseJSONRPCMessage,
} from '@modelcontextprotocol/server';
import { toWebRequest } from '@modelcontextprotocol/node';
import { Injectable } from '@nestjs/common';
import type { Request, Response } from 'express';
import type { Actor } from '@muster/identity';
import { DomainError } from '@muster/platform';
import { EnvelopesEndpoint } from './envelopes.endpoint';
import { Refusal, SessionsEndpoint } from './sessions.endpoint';

/** Tells the revisions of the protocol apart: the newer ones say all in each request, the older ones have sessions. */
@Injectable()
export class McpEndpoint {
  constructor(
    private readonly envelopes: EnvelopesEndpoint,
    private readonly sessions: SessionsEndpoint,
  ) {}

  async post(caller: Actor, request: Request, response: Response): Promise<void> {
    await refusing(response, async () => {
      const actor = narrowed(caller);
      const body: unknown = request.body;
      checkMedia(request);
      if (body === undefined) throw new Refusal(400, -32_700, 'There is no message');
      if (Array.isArray(body)) throw new Refusal(400, -32_600, 'Batches are not supported');
      const isOlder = await isLegacyRequest(await toWebRequest(request, body), body);
      if (isOlder) await this.sessions.post(actor, request, response, parsed(body));
      else await this.envelopes.post(actor, request, response, body);
    });
  }

  async listen(caller: Actor, request: Request, response: Response): Promise<void> {
    await refusing(response, async () => {
      if (await this.sessions.listen(narrowed(caller), request, response)) return;
      response.setHeader('Allow', 'POST');
      throw new DomainError('not_found', 'there is no stream to go on with', { reason: 'method' });
    });
  }
}

/** In the public workspace strangers may look, and not make us work. */
const narrowed = (actor: Actor): Actor =>
  actor.credential === 'anonymous'
    ? { ...actor, scopes: actor.scopes?.filter((scope) => scope.endsWith(':read')) ?? [] }
    : actor;

function checkMedia({ headers }: Request): void {
  if (!isJsonContentType(headers['content-type']))
    throw new Refusal(415, -32_000, 'Content-Type must be application/json');
  const accepted = headers.accept ?? '';
  if (!accepted.includes('application/json') || !accepted.includes('text/event-stream'))
    throw new Refusal(406, -32_000, 'Client must accept both application/json and text/event-stream');
}

function parsed(body: unknown): JSONRPCMessage {
  try {
    return parseJSONRPCMessage(body);
  } catch {
    throw new Refusal(400, -32_600, 'Not a JSON-RPC message');
  }
}

/** What the protocol refuses is answered in its own words; everything else as on the other paths. */
async function refusing(response: Response, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof Refusal) || response.headersSent) throw error;
    const { status, code, message } = error;
    response.status(status).json({ jsonrpc: '2.0', id: null, error: { code, message } });
  }
}
