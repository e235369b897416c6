import { Injectable } from '@nestjs/common';
import { JwtService } from '@nestjs/jwt';
import { LRUCache } from 'lru-cache';
import { isUUID } from 'class-validator';
import { UnauthenticatedError } from '@muster/platform';
import type { User } from '../accounts/user.entity';
import type { Role } from '../actors/actor';

/** Verified tokens kept, so that the next request with the same one costs a look-up. About 1 kB each. */
const REMEMBERED = 10_000;

/** Longer than any token of ours; what is longer is not worth parsing. */
const MAX_LENGTH = 4_096;

/** What a verified access token says. Roles are in it for clients to read; here the database decides. */
export interface AccessClaims {
  /** Id of the user. */
  readonly uid: string;
  /** The organization the token was issued for. */
  readonly org: string;
  /** Generation of the account's tokens at the time of issue. */
  readonly gen: number;
  /** Seconds since 1970. */
  readonly exp: number;
}

/** Issues and verifies access tokens (JWT, HS256). */
@Injectable()
export class AccessTokens {
  private readonly verified = new LRUCache<string, AccessClaims>({ max: REMEMBERED });

  constructor(private readonly jwt: JwtService) {}

  issue(user: User, orgId: string, role: Role): string {
    return this.jwt.sign({
      sub: user.username,
      type: 'access',
      uid: user.id,
      org: orgId,
      role,
      instance_admin: user.instanceAdmin,
      gen: user.tokenGeneration,
    });
  }

  /** Throws `UnauthenticatedError` with reason `expired` or `invalid`. */
  verify(token: string): AccessClaims {
    const known = this.verified.get(token);
    if (known === undefined) return this.parse(token);
    if (known.exp * 1_000 > Date.now()) return known;
    this.verified.delete(token);
    throw expired();
  }

  private parse(token: string): AccessClaims {
    if (token.length > MAX_LENGTH) throw invalid();
    const claims = toClaims(this.decode(token));
    this.verified.set(token, claims);
    return claims;
  }

  private decode(token: string): Record<string, unknown> {
    try {
      return this.jwt.verify<Record<string, unknown>>(token);
    } catch (error) {
      throw error instanceof Error && error.name === 'TokenExpiredError' ? expired() : invalid();
    }
  }
}

function toClaims({ type, uid, org, gen, exp }: Record<string, unknown>): AccessClaims {
  const complete = type === 'access' && isUUID(uid) && isUUID(org);
  if (!complete || !Number.isInteger(gen) || !Number.isInteger(exp)) throw invalid();
  return { uid: uid as string, org: org as string, gen: gen as number, exp: exp as number };
}

const expired = (): UnauthenticatedError => new UnauthenticatedError('the token has expired', 'expired');

const invalid = (): UnauthenticatedError => new UnauthenticatedError('the token is not valid', 'invalid');
