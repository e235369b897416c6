import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import type * as Oidc from 'openid-client';
import { OutgoingHttp, type OutgoingRequest, registerSecret, Vault } from '@muster/platform';
import type { IdentityProvider } from '../providers/identity-provider.entity';
import { isLoopback, sameIssuer } from './issuer-address';
import { providerFails } from '../sso-errors';
import { reasonOf } from './oidc-problems';

/** How long what an issuer says of itself is believed. */
const FRESH_MS = 10 * 60_000;
const REMEMBERED = 1_000;
const MOST_BYTES = 1024 ** 2;
const WITHOUT_BODY = new Set([101, 204, 205, 304]);

/** Where the vault seals what a provider knows us by. */
export const secretPlace = (providerId: string): string => `identity-provider:${providerId}`;

/** The library and what it needs to know to speak to one issuer. */
export interface Issuer {
  oidc: typeof Oidc;
  config: Oidc.Configuration;
}

/** Speaks to issuers, always through the guarded client. */
@Injectable()
export class Issuers {
  private readonly known = new LRUCache<string, Issuer>({ max: REMEMBERED, ttl: FRESH_MS });

  constructor(
    private readonly outgoing: OutgoingHttp,
    private readonly vault: Vault,
  ) {}

  /** With its `clientSecret`. Throws `UnavailableError` with reason `sso_unavailable`, which says what is wrong. */
  async of(provider: IdentityProvider): Promise<Issuer> {
    const key = `${provider.id} ${provider.updatedAt.toISOString()}`;
    const known = this.known.get(key);
    if (known) return known;
    const issuer = await this.discover(provider).catch((error: unknown) => {
      throw providerFails(reasonOf(error), error);
    });
    this.known.set(key, issuer);
    return issuer;
  }

  /** The same, asked anew, with what the library throws. */
  async discover(provider: IdentityProvider): Promise<Issuer> {
    // Loaded on first use: most installations have no provider.
    const oidc = await import('openid-client');
    const address = new URL(provider.issuer);
    const config = await oidc.discovery(address, provider.clientId, undefined, this.proofOf(oidc, provider), {
      [oidc.customFetch]: this.fetch,
      execute: [
        oidc.enableNonRepudiationChecks,
        ...(isLoopback(address) ? [oidc.allowInsecureRequests] : []),
      ],
    });
    const { issuer } = config.serverMetadata();
    // The library lets some issuers be others than they were asked for as.
    if (!sameIssuer(issuer, provider.issuer)) throw providerFails(`it calls itself ${issuer}`);
    return { oidc, config };
  }

  /** What a library calls in place of the global `fetch`: guarded, bounded, and without redirects. */
  readonly fetch: Oidc.CustomFetch = async (url, { method, headers, body, signal }) => {
    const answer = await this.outgoing.request(url, {
      method: method as OutgoingRequest['method'],
      headers,
      body: body === undefined || body === null ? undefined : bytesOf(body),
      signal,
      redirects: 0,
      maxBytes: MOST_BYTES,
    });
    const { status } = answer;
    const content = WITHOUT_BODY.has(status) ? null : new Uint8Array(answer.body);
    return new Response(content, { status, headers: answer.headers });
  };

  /** By header where the issuer takes that, as it must unless it says otherwise. */
  private proofOf(oidc: typeof Oidc, { id, clientSecret }: IdentityProvider): Oidc.ClientAuth {
    if (!clientSecret) return oidc.None();
    const secret = this.vault.open(secretPlace(id), clientSecret);
    registerSecret(secret);
    const [header, form] = [oidc.ClientSecretBasic(secret), oidc.ClientSecretPost(secret)];
    return (server, ...rest) => {
      const { token_endpoint_auth_methods_supported: methods } = server;
      const takesHeader = methods?.includes('client_secret_basic') ?? true;
      (takesHeader ? header : form)(server, ...rest);
    };
  }
}

function bytesOf(body: Oidc.FetchBody): string | Uint8Array {
  if (typeof body === 'string' || body instanceof Uint8Array) return body;
  if (body instanceof URLSearchParams) return body.toString();
  throw new TypeError('a body of this kind is never sent');
}
