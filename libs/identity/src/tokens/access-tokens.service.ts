import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { JwtService } from '@nestjs/jwt';
import { LRUCache } from 'lru-cache';
import { isUUID } from 'class-validator';
import { UnauthenticatedError } from '@muster/platform';
import { AccessKeys } from './access-keys.service';
import type { User } from '../accounts/user.entity';
import type { Role } from '../actors/actor';

/** Verified tokens kept, so that the next request with the same one costs a look-up. About 1 kB each. */
const REMEMBERED = 10_000;

/** Longer than any token of ours; what is longer is not worth parsing. */
const MAX_LENGTH = 4_096;

/** Seconds by which clocks of gateways may differ. */
const CLOCK_SKEW = 60;

const PENDING_SECONDS = 300;

/** What a verified access token says. Roles are in it for clients to read; here the database decides. */
export interface AccessClaims {
  /** Whether somebody signed in for it, or a program got it by client credentials. */
  readonly type: 'access' | 'client';
  /** Id of the user. */
  readonly uid: string;
  /** Id of the session; of a program's token its own. */
  readonly sid: string;
  /** The organization the token was issued for. */
  readonly org: string;
  /** Generation of the account's tokens at the time of issue. */
  readonly gen: number;
  /** Seconds since 1970. */
  readonly exp: number;
}

/** What an access token is issued for. */
export interface AccessGrant {
  user: User;
  sessionId: string;
  orgId: string;
  role: Role;
  /** How the API that it is for wants the person named in it. */
  subject: 'id' | 'username';
  seconds: number;
  /** The session works in one organization only, and for nothing that is the installation's. */
  confined?: boolean;
}

/** What the access token of a program is issued for. */
export interface ClientGrant {
  /** Of the token. */
  id: string;
  client: { id: string; userId: string; orgId: string; tokenGeneration: number };
  scopes: string[];
  seconds: number;
}

/** Issues and verifies signed tokens (JWT, HS256). */
@Injectable()
export class AccessTokens {
  private readonly verified = new LRUCache<string, AccessClaims>({ max: REMEMBERED });

  /** Of the keys by which all those were verified. */
  private generation = 0;

  constructor(
    private readonly jwt: JwtService,
    private readonly keys: AccessKeys,
  ) {}

  issue({ user, sessionId, orgId, role, subject, seconds, confined = false }: AccessGrant): string {
    const claims = {
      sub: subject === 'id' ? user.id : user.username,
      type: 'access',
      uid: user.id,
      sid: sessionId,
      org: orgId,
      role,
      instance_admin: user.instanceAdmin && !confined,
      gen: user.tokenGeneration,
    };
    return this.sign(claims, seconds, randomUUID());
  }

  /** No session is behind it, and nothing in it makes it look as if there were one. */
  issueToClient({ id, client, scopes, seconds }: ClientGrant): string {
    const claims = {
      sub: client.id,
      client_id: client.id,
      type: 'client',
      uid: client.userId,
      org: client.orgId,
      gen: client.tokenGeneration,
      scope: scopes.join(' '),
    };
    return this.sign(claims, seconds, id);
  }

  /** Of a program's token, or of the session of a person's, that was signed here and has not expired; undefined for everything else. */
  idOf(token: string, wanted: AccessClaims['type']): string | undefined {
    try {
      const { type, sid } = this.verify(token);
      return type === wanted ? sid : undefined;
    } catch (error) {
      if (error instanceof UnauthenticatedError) return undefined;
      throw error;
    }
  }

  /** Throws `UnauthenticatedError` with reason `expired` or `invalid`. */
  verify(token: string): AccessClaims {
    if (this.generation !== this.keys.generation) this.verified.clear();
    this.generation = this.keys.generation;
    const known = this.verified.get(token);
    if (known === undefined) return this.parse(token);
    if (known.exp * 1_000 > Date.now()) return known;
    this.verified.delete(token);
    throw expired();
  }

  /**
   * For somebody whose password was right, or whom this provider vouched for, and who now has five minutes for the second
   * factor. Good for nothing else.
   */
  issuePending({ id, passwordChangedAt }: User, providerId?: string): { token: string; seconds: number } {
    const pwd = passwordChangedAt?.getTime() ?? 0;
    const claims = { sub: id, type: 'mfa', purpose: 'mfa', pwd, ...(providerId && { idp: providerId }) };
    const token = this.sign(claims, PENDING_SECONDS, randomUUID());
    return { token, seconds: PENDING_SECONDS };
  }

  /** Whose sign-in it is, as long as the password is the one of `passwordAt`. Throws as `verify` does. */
  verifyPending(token: string): { userId: string; passwordAt: number; providerId?: string } {
    if (token.length > MAX_LENGTH) throw invalid();
    const { type, purpose, sub, pwd, idp } = this.decode(token);
    if (type !== 'mfa' || purpose !== 'mfa' || !isUUID(sub)) throw invalid();
    return { userId: sub as string, passwordAt: Number(pwd), providerId: idp as string | undefined };
  }

  private parse(token: string): AccessClaims {
    if (token.length > MAX_LENGTH) throw invalid();
    const claims = toClaims(this.decode(token));
    this.verified.set(token, claims);
    return claims;
  }

  private sign(claims: object, seconds: number, jwtid: string): string {
    const { id: keyid, key: privateKey } = this.keys.signing();
    return this.jwt.sign(claims, { expiresIn: seconds, jwtid, keyid, privateKey });
  }

  /** Only a token that names no key is tried with several. */
  private decode(token: string): Record<string, unknown> {
    let refusal = invalid();
    for (const key of this.keys.verifying(keyIdOf(token)))
      try {
        // The library takes a key object wherever it takes a secret; its types do not say so.
        return this.jwt.verify<Record<string, unknown>>(token, { secret: key as unknown as Buffer });
      } catch (error) {
        if (error instanceof Error && error.name === 'TokenExpiredError') refusal = expired();
      }
    throw refusal;
  }
}

/** What its header says, which nothing vouches for yet. */
function keyIdOf(token: string): string | undefined {
  try {
    const header: unknown = JSON.parse(
      Buffer.from(token.slice(0, token.indexOf('.')), 'base64url').toString(),
    );
    const { kid } = Object(header) as { kid?: unknown };
    return kid === undefined ? undefined : String(kid);
  } catch {
    return undefined;
  }
}

function toClaims({ type, uid, sid, org, gen, exp, iat, jti }: Record<string, unknown>): AccessClaims {
  const id = type === 'client' ? jti : sid;
  const typed = type === 'access' || type === 'client';
  const named = typed && [uid, id, org, jti].every((one) => isUUID(one));
  const dated = [gen, exp, iat].every((value) => Number.isInteger(value));
  if (!named || !dated || Number(iat) > Date.now() / 1_000 + CLOCK_SKEW) throw invalid();
  return { type, uid, sid: id, org, gen, exp } as AccessClaims;
}

const expired = (): UnauthenticatedError => new UnauthenticatedError('the token has expired', 'expired');

const invalid = (): UnauthenticatedError => new UnauthenticatedError('the token is not valid', 'invalid');
