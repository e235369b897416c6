import { Injectable } from '@nestjs/common';
import { NotFoundError, UnauthenticatedError } from '@muster/platform';
import { IdentityPolicy } from '../identity.policy';
import { InviteAcceptance } from '../invites/invite-acceptance.service';
import { OrganizationsService } from '../organizations/organizations.service';
import { secondFactorBy } from '../mfa/mfa-duty';
import { ANONYMOUS_SCOPES, SIGNED_IN } from '../permissions/permissions';
import type { SecurityConfig } from '../policy/security-config';
import { SecurityPolicy } from '../policy/security-policy.service';
import { type Actor, NO_ORGANIZATION } from './actor';
import { CredentialReader, type Proof } from './credential-reader';
import type { Grant } from './grant';
import { type RoleFacts, type UserFacts, UserFactsService } from './user-facts.service';

/** Turns a credential into an Actor. Once the credential and its user are known to the process this costs no query. */
@Injectable()
export class Authenticator {
  private public?: Promise<Actor>;

  constructor(
    private readonly reader: CredentialReader,
    private readonly facts: UserFactsService,
    private readonly organizations: OrganizationsService,
    private readonly invites: InviteAcceptance,
    private readonly policy: IdentityPolicy,
    private readonly rules: SecurityPolicy,
  ) {}

  /**
   * Takes an access token, an API key or a bearer of the plan surface. `orgId` chooses another organization than the
   * credential's; without a membership in it, or with an API key, which has one only: `NotFoundError`. Throws
   * `UnauthenticatedError` with reason `expired`, `invalid`, or `revoked`, the last for what was ended early: by a
   * changed password, a logout, an account that is gone or switched off, an ended membership.
   */
  async authenticate(credential: string, orgId?: string): Promise<Actor> {
    return this.byProof(this.reader.read(credential), orgId);
  }

  /** The same for what a cookie of the job surface holds. */
  async authenticateJobSession(token: string): Promise<Actor> {
    return this.byProof(this.reader.jobSession(token));
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

  /**
   * For what may be done without an organization: whoever has none, or named one of which they are no member, gets
   * `NO_ORGANIZATION`, and can do there what anybody can. Throws `UnauthenticatedError` as `authenticate` does.
   */
  async authenticateAnywhere(credential: string): Promise<Actor> {
    const proof = this.reader.read(credential);
    const { grant, facts } = await this.standing(proof);
    // Whoever can work in one place only is there.
    const place = grant.confined ? (grant.orgId ?? undefined) : undefined;
    const somewhere = toActor(await this.rules.current(), proof, grant, facts, place);
    if (somewhere) return somewhere;
    if (grant.confined) throw revoked();
    const { id: userId, username, instanceAdmin } = facts;
    const { credential: kind, id: credentialId, scopes } = grant;
    const actor = { userId, username, instanceAdmin, credential: kind, credentialId };
    return { ...actor, orgId: NO_ORGANIZATION, role: 'viewer' as const, ...(scopes && { scopes }) };
  }

  /** Whom a grant lets in that no credential of theirs stands for. Throws `UnauthenticatedError` as `authenticate` does. */
  async admit(grant: Grant): Promise<Actor> {
    const facts = this.facts.peek(grant.userId) ?? (await this.facts.load(grant.userId));
    const actor = facts && toActor(await this.rules.current(), {}, grant, facts);
    if (!actor) throw revoked();
    return actor;
  }

  private async byProof(proof: Proof, orgId?: string): Promise<Actor> {
    const grant = proof.store.peek(proof.key);
    const facts = grant && this.facts.peek(grant.userId);
    const actor = grant && facts && toActor(await this.rules.current(), proof, grant, facts, orgId);
    return actor ?? this.authenticateNow(proof, orgId);
  }

  /** A refusal is never decided by the cache: the credential may be newer than what is known here. */
  private async authenticateNow(proof: Proof, orgId?: string): Promise<Actor> {
    const { grant, facts } = await this.standing(proof);
    const actor = toActor(await this.rules.current(), proof, grant, facts, orgId);
    if (actor) return actor;
    if (orgId) throw new NotFoundError('organization');
    if (grant.credential !== 'plan_token' || grant.confined) throw revoked();
    return this.byInvite(proof, grant, facts);
  }

  /** Somebody who signed in on the plan surface joins an organization on the spot that had invited them. */
  private async byInvite(proof: Proof, grant: Grant, facts: UserFacts): Promise<Actor> {
    const orgId = proof.orgId ?? grant.orgId;
    if (!orgId) throw new UnauthenticatedError('no org id', 'no_organization');
    await this.invites.accept(facts.id, orgId);
    const now = await this.facts.load(facts.id);
    const actor = now && toActor(await this.rules.current(), proof, grant, now);
    if (actor) return actor;
    throw new UnauthenticatedError('not a member of org', 'not_a_member');
  }

  private async standing(proof: Proof): Promise<{ grant: Grant; facts: UserFacts }> {
    const { store, key, claims } = proof;
    const [grant, early] = await Promise.all([store.load(key), claims && this.facts.load(claims.uid)]);
    if (!grant) throw proof.refused();
    const facts = claims ? early : await this.facts.load(grant.userId);
    if (!facts || !holds(proof, grant, facts)) throw revoked();
    return { grant, facts };
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

/** What a credential says by itself. */
type Said = Pick<Proof, 'orgId' | 'claims'>;

/** Undefined: there is no place for this grant, or it does not hold. */
function toActor(
  rules: SecurityConfig,
  proof: Said,
  grant: Grant,
  facts: UserFacts,
  wanted?: string,
): Actor | undefined {
  const orgId = wanted ?? placeOf(proof, grant, facts);
  const place = orgId && holds(proof, grant, facts) ? facts.roles.get(orgId) : undefined;
  if (!orgId || !place || (isBound(grant) && orgId !== grant.orgId)) return undefined;
  const { credential, id: credentialId } = grant;
  return {
    ...{ userId: facts.id, orgId, username: facts.username, role: place.role, credential, credentialId },
    ...ofTheAccount(grant, facts, place),
    ...grantedTo(grant, place),
    ...dutyOf(rules, grant, facts, place),
  };
}

/** An organization vouches for its people, not for what their accounts are beside that. */
function ofTheAccount({ confined }: Grant, facts: UserFacts, place: RoleFacts) {
  if (!confined) return { instanceAdmin: facts.instanceAdmin };
  const guest = place.owner || isMoreThanMember(facts);
  return { instanceAdmin: false, confined: true as const, ...(guest && { guest: true as const }) };
}

function dutyOf(rules: SecurityConfig, grant: Grant, facts: UserFacts, place: RoleFacts) {
  const due = lacksFactor(grant, facts) ? secondFactorBy(rules, place) : undefined;
  return due === undefined ? {} : { secondFactorBy: due };
}

/** Whether the account is of use elsewhere, too: in other organizations, or for the installation. */
const isMoreThanMember = ({ roles, instanceAdmin }: UserFacts): boolean => roles.size > 1 || instanceAdmin;

/** Whether it works in its own organization only. */
const isBound = ({ scopes, confined }: Grant): boolean => scopes !== undefined || confined === true;

/** What is said only where it is so. */
const grantedTo = ({ scopes, rateLimit }: Grant, { permissions }: RoleFacts) => ({
  ...(permissions && { permissions }),
  ...(scopes && { scopes }),
  ...(rateLimit !== undefined && { rateLimit }),
});

/**
 * Keys have no second factor: whoever makes one has shown theirs, and what it may do is in its scopes. A password that
 * several people know is none.
 */
const lacksFactor = ({ credential, mfa }: Grant, { mfaEnabled }: UserFacts): boolean =>
  (SIGNED_IN.has(credential) || credential === 'job_session') && !mfa && !mfaEnabled;

/** Somebody with a single organization need not say which. */
const placeOf = (proof: Said, grant: Grant, { roles }: UserFacts): string | undefined =>
  proof.orgId ?? grant.orgId ?? (roles.size === 1 ? [...roles.keys()][0] : undefined);

function holds({ claims }: Said, grant: Grant, facts: UserFacts): boolean {
  if (!facts.active || grant.expiresAt <= Date.now()) return false;
  return !claims || (claims.uid === grant.userId && claims.gen === facts.tokenGeneration);
}

const revoked = (): UnauthenticatedError =>
  new UnauthenticatedError('the token is no longer valid', 'revoked');
