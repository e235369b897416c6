import { Injectable } from '@nestjs/common';
import { DataSource, EntityManager } from 'typeorm';
import { DomainError } from '@muster/platform';
import { User } from '../accounts/user.entity';
import type { Role } from '../actors/actor';
import { UserFactsService } from '../actors/user-facts.service';
import { type MappedRole, mappedRole } from '../groups/member-roles';
import { lockMembers } from '../organizations/administrators';
import { domainOf } from '../organizations/mail-domains';
import { Membership } from '../organizations/membership.entity';
import { orgRoleOf } from '../organizations/org-roles';
import { changeRole } from '../roles/role-changes';
import { ExternalIdentity } from './external-identity.entity';
import type { IdentityProvider } from './providers/identity-provider.entity';
import { newMember } from './new-member';
import type { Vouched } from './oidc/claims';
import { issuerKey } from './oidc/issuer-address';
import { notAdmitted } from './sso-errors';

/** Somebody whom a provider vouched for, and as whom they are known here. */
export interface Admitted {
  user: User;
  role: Role;
  /** How it came about: they were known, an account was recognised by its address, or made. */
  how: 'known' | 'linked' | 'created';
}

/** Decides whether and as whom somebody comes in whom a provider vouched for, and with which role. */
@Injectable()
export class Admission {
  constructor(
    private readonly source: DataSource,
    private readonly facts: UserFactsService,
  ) {}

  /** Throws errors of code `forbidden`, reasons `sso_not_admitted` and `disabled`, that say why not. */
  async admit(provider: IdentityProvider, vouched: Vouched): Promise<Admitted> {
    const admitted = await this.source.transaction(async (manager) => {
      await lockMembers(manager, provider.orgId);
      const known = await recognised(manager, provider, vouched);
      const entitled = await entitledTo(manager, provider, vouched);
      if (!known) return created(manager, provider, vouched, entitled);
      const role = await reassigned(manager, known.membership, vouched, entitled);
      return { user: known.membership.user as User, role, how: known.how };
    });
    this.facts.changed(admitted.user.id);
    return admitted;
  }
}

/** What the groups stand for, or else what everybody gets; undefined: nothing. */
async function entitledTo(
  manager: EntityManager,
  { orgId, defaultRole }: IdentityProvider,
  { groups }: Vouched,
): Promise<MappedRole | undefined> {
  const mapped = groups && (await mappedRole(manager, orgId, groups));
  return mapped ?? (defaultRole ? { role: defaultRole, customRoleId: null } : undefined);
}

interface Known {
  membership: Membership;
  how: 'known' | 'linked';
}

/** By the provider's own name for them, else by an address that it may speak for. */
async function recognised(
  manager: EntityManager,
  provider: IdentityProvider,
  vouched: Vouched,
): Promise<Known | undefined> {
  const { orgId } = provider;
  const issuer = issuerKey(provider.issuer);
  const { subject } = vouched;
  const known = await manager.findOneBy(ExternalIdentity, { orgId, issuer, subject });
  if (known) {
    await manager.update(ExternalIdentity, { id: known.id }, { lastUsedAt: () => 'now()' });
    return { membership: await membershipOf(manager, orgId, known.userId), how: 'known' };
  }
  const { email } = vouched;
  const user = email && (await manager.findOneBy(User, { email: email.toLowerCase() }));
  if (!user) return undefined;
  const membership = await linkable(manager, provider, vouched, user);
  await manager.insert(ExternalIdentity, { orgId, issuer, subject, userId: user.id });
  return { membership, how: 'linked' };
}

/** The organization must know the account as a member's, and the provider's word about the address must count. */
async function linkable(
  manager: EntityManager,
  provider: IdentityProvider,
  { emailVerified }: Vouched,
  user: User,
): Promise<Membership> {
  const { orgId, mailDomains } = provider;
  const isMember = await manager.existsBy(Membership, { orgId, userId: user.id });
  if (!isMember || user.kind !== 'person')
    throw notAdmitted(
      'There is an account with this address that is no member of the organization: it has to be invited',
    );
  if (!emailVerified)
    throw notAdmitted(
      'There is an account with this address already, and the provider does not say that the address is yours',
    );
  if (!mailDomains.includes(domainOf(user.email)))
    throw notAdmitted(
      'There is an account with this address already, and the provider may not speak for addresses of its domain',
    );
  return membershipOf(manager, orgId, user.id);
}

async function membershipOf(manager: EntityManager, orgId: string, userId: string): Promise<Membership> {
  const where = { orgId, userId };
  const membership = await manager.findOneOrFail(Membership, { where, relations: { user: true } });
  if (membership.suspendedAt || !membership.user?.active)
    throw new DomainError('forbidden', 'The account is switched off', { reason: 'disabled' });
  return membership;
}

/** An account of the organization's, without a password. */
async function created(
  manager: EntityManager,
  provider: IdentityProvider,
  vouched: Vouched,
  entitled: MappedRole | undefined,
): Promise<Admitted> {
  if (!entitled) throw inNoGroup();
  const { orgId, mailDomains } = provider;
  const issuer = issuerKey(provider.issuer);
  const email = vouched.email?.toLowerCase();
  if (email === undefined)
    throw notAdmitted(`The provider sent no e-mail address (in the claim ${provider.emailClaim})`);
  if (mailDomains.length > 0 && !mailDomains.includes(domainOf(email)))
    throw notAdmitted('People with addresses of this domain are not let in');
  const user = await newMember(manager, { orgId, email, name: vouched.name, ...entitled });
  await manager.insert(ExternalIdentity, { orgId, issuer, subject: vouched.subject, userId: user.id });
  return { user, role: entitled.role, how: 'created' };
}

/**
 * The role that the groups stand for, at each sign-in. Where the provider has no say in groups, people keep what they
 * have. Owners stay: whoever runs the provider need not be one.
 */
async function reassigned(
  manager: EntityManager,
  membership: Membership,
  { groups }: Vouched,
  entitled: MappedRole | undefined,
): Promise<Role> {
  if (groups === undefined) return membership.role;
  if (!entitled) throw inNoGroup();
  const { orgId, userId } = membership;
  const { role, customRoleId } = entitled;
  if (orgRoleOf(membership) === 'owner') return membership.role;
  if (role === membership.role && customRoleId === membership.customRoleId) return role;
  await changeRole(manager, { orgId, userIds: [userId] }, { role, customRoleId, owner: false });
  return role;
}

const inNoGroup = (): DomainError =>
  notAdmitted('You are in none of the groups that are let into the organization');
