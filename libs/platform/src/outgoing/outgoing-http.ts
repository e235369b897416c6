import { Injectable } from '@nestjs/common';
import type { Agent, Dispatcher } from 'undici';
import { InvalidError } from '../errors/domain.errors';
import { AddressPolicy, ANYWHERE } from './guard/address-policy';
import { readBounded } from './bounded-body';
import { checkedUrl } from './guard/checked-url';
import { type Guard, guardedConnect, type Resolve, resolveBySystem } from './guard/guarded-connect';
import { toOutgoingError } from './outgoing-error';
import { OutgoingSettings } from './outgoing.settings';
import { firstHop, type Hop, nextHop } from './guard/redirects';

export interface OutgoingRequest {
  method?: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  headers?: Record<string, string>;
  body?: string | Uint8Array;
  /** Redirects that are followed; default 5. */
  redirects?: number;
  /** For all of it. Default: the setting. */
  timeoutMs?: number;
  /** Of the unpacked answer. Default: the setting. */
  maxBytes?: number;
  signal?: AbortSignal;
  /** The origin of a server that the operator named in a setting: its address is not checked, those of others are. */
  trustedOrigin?: string;
}

export interface OutgoingAnswer {
  /** Where it came from, after redirects. */
  url: string;
  status: number;
  /** By name in lower case; repeated ones joined by commas. */
  headers: Record<string, string>;
  /** Unpacked. */
  body: Buffer;
}

const MOST_REDIRECTS = 5;
const MEGABYTE = 1024 ** 2;
const MOST_HEADER_BYTES = 32 * 1024;

/**
 * The one client for addresses that users name. It reaches public addresses and what `OUTBOUND_ALLOW` names,
 * checks that at every redirect, and bounds time, headers and bytes. Proxies of the environment are not used.
 */
@Injectable()
export class OutgoingHttp {
  private readonly policy: AddressPolicy;

  constructor(
    private readonly settings: OutgoingSettings,
    private readonly resolve: Resolve = resolveBySystem,
  ) {
    this.policy = new AddressPolicy(settings.allowed);
  }

  /**
   * Throws `InvalidError` (a bad address, too many redirects, a broken packing), `ForbiddenError` (an address that may
   * not be reached), `LimitExceededError` (reason `size`) and `UnavailableError`. An answer of any status is an answer.
   */
  async request(address: string | URL, request: OutgoingRequest = {}): Promise<OutgoingAnswer> {
    const { redirects = MOST_REDIRECTS, timeoutMs = this.settings.timeoutSeconds * 1_000 } = request;
    const time = AbortSignal.timeout(timeoutMs);
    let hop: Hop | undefined = firstHop(checkedUrl(address), request);
    for (let count = 0; count <= redirects; count += 1) {
      const answer: OutgoingAnswer | Hop = await this.take(hop, request, time);
      if ('status' in answer) return answer;
      hop = answer;
    }
    throw new InvalidError(`${hop.url.hostname} is reached by more than ${redirects} redirects`);
  }

  /** A connection of its own for each: none is left that was opened under another policy. */
  private async take(hop: Hop, request: OutgoingRequest, time: AbortSignal): Promise<OutgoingAnswer | Hop> {
    const { signal: caller, trustedOrigin } = request;
    const policy = hop.url.origin === trustedOrigin ? ANYWHERE : this.policy;
    const signal = caller ? AbortSignal.any([caller, time]) : time;
    const agent = await guardedAgent({ policy, resolve: this.resolve });
    try {
      return await unlessAborted(signal, this.exchange(agent, hop, request, signal));
    } catch (error) {
      throw toOutgoingError(error, hop.url.hostname, { caller, time });
    } finally {
      await agent.destroy();
    }
  }

  private async exchange(
    agent: Agent,
    { url, method, headers, body: content }: Hop,
    { maxBytes = this.settings.maxMb * MEGABYTE, redirects }: OutgoingRequest,
    signal: AbortSignal,
  ): Promise<OutgoingAnswer | Hop> {
    const path = url.pathname + url.search;
    const sent = { origin: url.origin, path, method, headers, body: content, signal };
    const { statusCode, headers: received, body } = await agent.request(sent);
    const answered = joined(received);
    const next =
      redirects === 0 ? undefined : nextHop({ url, method, headers, body: content }, statusCode, answered);
    if (next) {
      body.on('error', () => undefined).destroy();
      return next;
    }
    const encoding = method === 'HEAD' ? '' : (answered['content-encoding'] ?? '');
    const bytes = await readBounded(body, { host: url.hostname, encoding, maxBytes });
    return { url: url.href, status: statusCode, headers: answered, body: bytes };
  }
}

async function guardedAgent(guard: Guard): Promise<Agent> {
  // Loaded on first use: most processes send nothing.
  const { Agent, buildConnector } = await import('undici');
  return new Agent({ connect: guardedConnect(buildConnector, guard), maxHeaderSize: MOST_HEADER_BYTES });
}

/** The resolving of a name cannot be aborted; nobody waits for it any longer. */
async function unlessAborted<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>();
  const abort = (): void => {
    reject(signal.reason as Error);
  };
  if (signal.aborted) abort();
  signal.addEventListener('abort', abort, { once: true });
  try {
    return await Promise.race([work, promise]);
  } finally {
    signal.removeEventListener('abort', abort);
    work.catch(() => undefined);
  }
}

const joined = (headers: Dispatcher.ResponseData['headers']): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, Array.isArray(value) ? value.join(', ') : value]],
    ),
  );
