import { createHash } from 'node:crypto';
import type { InitializeRequest, RequestId } from '@modelcontextprotocol/server';
import { z } from 'zod';

type Handshake = InitializeRequest['params'];

/**
 * What a client of the older revisions said once and expects us to know from then on. It is not kept here: its id says
 * it all, so that any copy of the gateway may serve the next request, and a restart forgets nothing. It opens no door:
 * whose request it is, the credential alone decides.
 */
export interface ClientSession {
  readonly id: string;
  readonly handshake: Handshake;
}

/** Of the header. A client that has more to say of itself is remembered without it. */
const LONGEST = 2_048;
const NAME = z.string().transform((name) => name.slice(0, 100));

/** Of the capabilities those that a server may want to use. */
const HandshakeSchema = z.object({
  protocolVersion: z.string().max(32),
  clientInfo: z.object({ name: NAME, version: NAME }),
  capabilities: z.object({
    elicitation: z.record(z.string(), z.unknown()).optional(),
    sampling: z.record(z.string(), z.unknown()).optional(),
    roots: z.record(z.string(), z.unknown()).optional(),
  }),
});

export function newSessionId(params: Handshake): string {
  const handshake = HandshakeSchema.parse(params);
  const id = `${crypto.randomUUID()}.${encoded(handshake)}`;
  return id.length <= LONGEST ? id : `${crypto.randomUUID()}.${encoded({ ...handshake, capabilities: {} })}`;
}

/** Undefined for what none of us has issued. */
export function readSession(id: string): ClientSession | undefined {
  const said = id.length <= LONGEST && /^[0-9a-f-]{36}\.([\w-]+)$/.exec(id)?.[1];
  if (!said) return undefined;
  try {
    const handshake = HandshakeSchema.parse(JSON.parse(Buffer.from(said, 'base64url').toString()));
    return { id, handshake: handshake as Handshake };
  } catch {
    return undefined;
  }
}

/** Names one request of a session, or the session itself, to whoever else hears of it. */
export const tokenOf = (session: ClientSession, id?: RequestId): string =>
  createHash('sha256')
    .update(`${session.id}\n${JSON.stringify(id ?? null)}`)
    .digest('base64url')
    .slice(0, 22);

const encoded = (handshake: object): string => Buffer.from(JSON.stringify(handshake)).toString('base64url');
