import { Injectable } from '@nestjs/common';
import { UnauthenticatedError } from '@muster/platform';
import { API_KEY_PREFIX } from '../api-keys/api-key-format';
import { ApiKeyFacts } from '../api-keys/api-key-facts.service';
import { KeyDigests } from '../api-keys/key-digests';
import { ClientTokenFacts } from '../clients/tokens/client-token-facts.service';
import type { FactsCache } from '../facts/facts-cache';
import { planDigest } from '../plan-tokens/plan-tokens.service';
import { SessionFacts } from '../sessions/session-facts.service';
import { type AccessClaims, AccessTokens } from '../tokens/access-tokens.service';
import { digestOf } from '../tokens/opaque-tokens';
import type { Grant } from './grant';
import { planBearerOf } from './plan-bearer';

/** What a credential says, and where it is found whether that still holds. */
export interface Proof {
  readonly store: FactsCache<Grant>;
  readonly key: string;
  /** The organization it names. */
  readonly orgId?: string;
  /** Of a signed token. */
  readonly claims?: AccessClaims;
  /** What to say when nothing is found. */
  readonly refused: () => UnauthenticatedError;
}

/** Tells credentials apart by their form. */
@Injectable()
export class CredentialReader {
  constructor(
    private readonly tokens: AccessTokens,
    private readonly sessions: SessionFacts,
    private readonly keys: ApiKeyFacts,
    private readonly digests: KeyDigests,
    private readonly clients: ClientTokenFacts,
  ) {}

  /** Throws `UnauthenticatedError` for what no credential of ours looks like, and for signed tokens that do not hold. */
  read(credential: string): Proof {
    if (credential.startsWith(API_KEY_PREFIX)) return this.apiKey(credential);
    const plan = credential.includes('.') ? undefined : planBearerOf(credential);
    if (!plan) return this.accessToken(credential);
    const key = planDigest(plan.token).toString('hex');
    return { store: this.sessions.opaque, key, orgId: plan.orgId, refused: invalid };
  }

  /** What a cookie of the job surface holds, which is good nowhere else. */
  jobSession(token: string): Proof {
    return { store: this.sessions.opaque, key: digestOf(token).toString('hex'), refused: ended };
  }

  private apiKey(credential: string): Proof {
    const key = this.digests.of(credential).toString('hex');
    return { store: this.keys, key, refused: invalid };
  }

  private accessToken(credential: string): Proof {
    const claims = this.tokens.verify(credential);
    const { type, sid: key, org: orgId } = claims;
    const store = type === 'client' ? this.clients : this.sessions.sessions;
    return { store, key, orgId, claims, refused: ended };
  }
}

const invalid = (): UnauthenticatedError =>
  new UnauthenticatedError('the credential is not valid', 'invalid');

const ended = (): UnauthenticatedError => new UnauthenticatedError('the token is no longer valid', 'revoked');
