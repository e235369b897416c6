import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { EntityManager, IsNull, Repository } from 'typeorm';
import { brokenUnique, ConflictError, InvalidError } from '@muster/platform';
import { User } from '../accounts/user.entity';
import type { Actor, Role } from '../actors/actor';
import { refuseGuest } from '../actors/guests';
import { UserFactsService } from '../actors/user-facts.service';
import { checkFields } from '../accounts/account-fields';
import { OrganizationInvite } from '../invites/organization-invite.entity';
import { InviteAcceptance } from '../invites/invite-acceptance.service';
import { domainOf, isPublicProvider } from './mail-domains';
import { Membership } from './membership.entity';
import { Organization, OrganizationKind } from './organization.entity';

export interface OrganizationInput {
  name: string;
  /** Whoever has an address of the creator's domain belongs to it, those who are here already and those to come. */
  autoAddDomainUsers?: boolean;
}

/** Tenants and who belongs to them by birth. */
@Injectable()
export class OrganizationsService {
  constructor(
    @InjectRepository(Membership) private readonly memberships: Repository<Membership>,
    private readonly facts: UserFactsService,
    private readonly invites: InviteAcceptance,
  ) {}

  /**
   * The actor becomes its owner. With `autoAddDomainUsers` throws `InvalidError` with reason `domain` where nobody or
   * everybody has such an address, and `ConflictError` where another organization has the domain; for guests as `refuseGuest` does.
   */
  async create(actor: Actor, { name, autoAddDomainUsers }: OrganizationInput): Promise<Organization> {
    refuseGuest(actor);
    const title = name.trim();
    checkFields({ name: title });
    const emailDomain = autoAddDomainUsers ? await this.domainFor(actor) : null;
    const { organization, joined } = await this.memberships.manager.transaction(async (manager) => {
      const founded = await establish(manager, {
        userId: actor.userId,
        name: title,
        kind: 'team',
        emailDomain,
      });
      return { organization: founded, joined: emailDomain ? await addDomain(manager, founded) : [] };
    });
    this.facts.changed([actor.userId, ...joined]);
    return organization;
  }

  /** The actor's memberships with their organizations, oldest first. */
  mine(actor: Actor): Promise<Membership[]> {
    return this.ofUser(actor.userId);
  }

  /**
   * Where somebody works who did not say where: the organization joined first. Somebody who belongs to none, but is
   * invited, joins by it.
   */
  async home(userId: string): Promise<Membership | undefined> {
    const [first] = await this.ofUser(userId);
    if (first || !(await this.invites.acceptAny(userId))) return first;
    return (await this.ofUser(userId))[0];
  }

  /** Where somebody may work: memberships, oldest first, and behind them those that an open invitation leads to. */
  async reachable(userId: string): Promise<Organization[]> {
    const { manager } = this.memberships;
    const [joined, invited] = await Promise.all([
      this.ofUser(userId),
      manager
        .createQueryBuilder(Organization, 'organization')
        .innerJoin(
          OrganizationInvite,
          'invite',
          'invite.org_id = organization.id AND invite.accepted_at IS NULL',
        )
        .innerJoin(User, 'invitee', 'invitee.email = invite.email AND invitee.verified_email = invitee.email')
        .where('invitee.id = :userId', { userId })
        .orderBy('invite.created_at')
        .addOrderBy('invite.id')
        .getMany(),
    ]);
    const own = joined.flatMap(({ organization }) => organization ?? []);
    const known = new Set(own.map(({ id }) => id));
    return [...own, ...invited.filter(({ id }) => !known.has(id))];
  }

  /** The same of the actor; a guest is told of the organization at hand. */
  async reachableBy(actor: Actor): Promise<Organization[]> {
    const all = await this.reachable(actor.userId);
    return actor.guest ? all.filter(({ id }) => id === actor.orgId) : all;
  }

  /** The organization that takes everybody with an address like this one. */
  ofDomain(email: string): Promise<Organization | null> {
    return this.memberships.manager.findOneBy(Organization, { emailDomain: domainOf(email) });
  }

  async current({ orgId }: Actor): Promise<Organization> {
    return this.memberships.manager.findOneByOrFail(Organization, { id: orgId });
  }

  /** Joins the installation's organization, or founds a personal one, within the caller's transaction. */
  async settle(manager: EntityManager, user: User, place: 'default' | 'personal', role: Role): Promise<void> {
    if (place === 'personal') {
      await establish(manager, { userId: user.id, name: user.name, kind: 'personal', slug: user.username });
      return;
    }
    const { id: orgId } = await manager.findOneByOrFail(Organization, { kind: 'default' });
    // Whoever comes first as administrator owns it.
    const owner =
      role === 'admin' && !(await manager.existsBy(Membership, { orgId, role: 'admin', owner: true }));
    await manager.insert(Membership, { userId: user.id, orgId, role, owner });
  }

  /** Throws when the actor's domain cannot stand for an organization. */
  private async domainFor({ userId }: Actor): Promise<string> {
    const { email, verifiedEmail } = await this.memberships.manager.findOneByOrFail(User, { id: userId });
    const domain = domainOf(email);
    if (verifiedEmail !== email)
      throw new InvalidError('Your e-mail address has to be verified first', undefined, 'domain');
    if (isPublicProvider(domain))
      throw new InvalidError(`Anybody can have an address of ${domain}`, undefined, 'domain');
    return domain;
  }

  async publicWorkspace(): Promise<{ user: User; orgId: string; role: Role }> {
    const { user, orgId, role } = await this.memberships.findOneOrFail({
      where: { user: { kind: 'anonymous' }, organization: { kind: 'public' } },
      relations: { user: true },
    });
    return { user: user as User, orgId, role };
  }

  /** Somebody's memberships with their organizations, oldest first, without those in which they are suspended. */
  ofUser(userId: string): Promise<Membership[]> {
    return this.memberships.find({
      where: { userId, suspendedAt: IsNull() },
      relations: { organization: true },
      order: { createdAt: 'ASC', orgId: 'ASC' },
    });
  }
}

interface Founding {
  userId: string;
  name: string;
  kind: OrganizationKind;
  slug?: string;
  emailDomain?: string | null;
}

async function establish(
  manager: EntityManager,
  { userId, name, kind, slug, emailDomain = null }: Founding,
): Promise<Organization> {
  const organization = manager.create(Organization, {
    name,
    kind,
    slug: uniqueSlug(slug ?? name),
    emailDomain,
  });
  try {
    await manager.save(organization);
  } catch (error) {
    throw isTakenDomain(error) ? new ConflictError('Another organization has this domain') : error;
  }
  await manager.insert(Membership, { userId, orgId: organization.id, role: 'admin', owner: true });
  return organization;
}

const isTakenDomain = (error: unknown): boolean => brokenUnique(error) === 'organization_email_domain_key';

/** Answers who joined. */
async function addDomain(manager: EntityManager, { id, emailDomain }: Organization): Promise<string[]> {
  const rows = await manager.query<{ user_id: string }[]>(
    `INSERT INTO membership (user_id, org_id, role)
     SELECT id, $1, 'operator' FROM app_user
     WHERE kind = 'person' AND verified_email = email AND split_part(email, '@', 2) = $2
     ON CONFLICT DO NOTHING RETURNING user_id`,
    [id, emailDomain],
  );
  return rows.map(({ user_id: userId }) => userId);
}

/** The random part keeps names that look alike from being refused. */
const uniqueSlug = (name: string): string => {
  const readable = name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 40)
    .replace(/^-+|-+$/g, '');
  return [readable, randomBytes(4).toString('hex')].filter(Boolean).join('-');
};
