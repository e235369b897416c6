import { Injectable } from '@nestjs/common';
import { NotFoundError, UnauthenticatedError } from '@muster/platform';
import { IdentityPolicy } from '../identity.policy';
import { OrganizationsService } from '../organizations/organizations.service';
import { ANONYMOUS_SCOPES } from '../permissions/permissions';
import { type AccessClaims, AccessTokens } from '../tokens/access-tokens.service';
import type { Actor } from './actor';
import { type UserFacts, UserFactsService } from './user-facts.service';

/** Turns a credential into an Actor. Once a user is known to the process this costs no query. */
@Injectable()
export class Authenticator {
  private public?: Promise<Actor>;

  constructor(
    private readonly tokens: AccessTokens,
    private readonly facts: UserFactsService,
    private readonly organizations: OrganizationsService,
    private readonly policy: IdentityPolicy,
  ) {}

  /**
   * `orgId` chooses another organization than the token's; without a membership in it: `NotFoundError`. Throws
   * `UnauthenticatedError` with reason `expired` or `invalid`, the latter also for tokens that a changed password,
   * a deleted account or an ended membership made void.
   */
  async authenticate(bearer: string, orgId?: string): Promise<Actor> {
    const claims = this.tokens.verify(bearer);
    const known = this.facts.peek(claims.uid);
    const actor = known && toActor(known, claims, orgId);
    return actor ?? this.authenticateNow(claims, orgId);
  }

  /** Who works in the public workspace; undefined when there is none. */
  async anonymous(): Promise<Actor | undefined> {
    if (!this.policy.anonymousWorkspace) return undefined;
    this.public ??= this.loadAnonymous();
    try {
      return await this.public;
    } catch (error) {
      this.public = undefined;
      throw error;
    }
  }

  /** What is cached about this user is stale. */
  forget(userId: string): void {
    this.facts.forget(userId);
  }

  /** A refusal is never decided by the cache: the token may be newer than what is known here. */
  private async authenticateNow(claims: AccessClaims, orgId?: string): Promise<Actor> {
    const facts = await this.facts.load(claims.uid);
    if (!facts || facts.tokenGeneration !== claims.gen) throw revoked();
    const actor = toActor(facts, claims, orgId);
    if (actor) return actor;
    throw orgId ? new NotFoundError('organization') : revoked();
  }

  private async loadAnonymous(): Promise<Actor> {
    const { user, orgId, role } = await this.organizations.publicWorkspace();
    return Object.freeze({
      userId: user.id,
      orgId,
      username: user.username,
      role,
      instanceAdmin: false,
      scopes: ANONYMOUS_SCOPES,
      credential: 'anonymous',
    } satisfies Actor);
  }
}

function toActor(facts: UserFacts, claims: AccessClaims, orgId = claims.org): Actor | undefined {
  const role = facts.roles.get(orgId);
  if (!role || facts.tokenGeneration !== claims.gen) return undefined;
  const { username, instanceAdmin } = facts;
  return { userId: facts.id, orgId, username, role, instanceAdmin, credential: 'access_token' };
}

const revoked = (): UnauthenticatedError =>
  new UnauthenticatedError('the token is no longer valid', 'invalid');
