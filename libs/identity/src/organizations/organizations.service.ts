import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { EntityManager, Repository } from 'typeorm';
import { User } from '../accounts/user.entity';
import type { Actor, Role } from '../actors/actor';
import { UserFactsService } from '../actors/user-facts.service';
import { checkFields } from '../accounts/account-fields';
import { Membership } from './membership.entity';
import { Organization, OrganizationKind } from './organization.entity';

/** Tenants and who belongs to them by birth. */
@Injectable()
export class OrganizationsService {
  constructor(
    @InjectRepository(Membership) private readonly memberships: Repository<Membership>,
    private readonly facts: UserFactsService,
  ) {}

  /** The actor becomes its administrator. */
  async create(actor: Actor, { name }: { name: string }): Promise<Organization> {
    const title = name.trim();
    checkFields({ name: title });
    const organization = await this.memberships.manager.transaction((manager) =>
      establish(manager, { userId: actor.userId, name: title, kind: 'team' }),
    );
    this.facts.changed(actor.userId);
    return organization;
  }

  /** The actor's memberships with their organizations, oldest first. */
  mine(actor: Actor): Promise<Membership[]> {
    return this.ofUser(actor.userId);
  }

  /** Where somebody works who did not say where: the organization joined first. */
  async home(userId: string): Promise<Membership | undefined> {
    return (await this.ofUser(userId))[0];
  }

  /** Joins the installation's organization, or founds a personal one, within the caller's transaction. */
  async settle(manager: EntityManager, user: User, place: 'default' | 'personal', role: Role): Promise<void> {
    if (place === 'personal') {
      await establish(manager, { userId: user.id, name: user.name, kind: 'personal', slug: user.username });
      return;
    }
    const { id: orgId } = await manager.findOneByOrFail(Organization, { kind: 'default' });
    await manager.insert(Membership, { userId: user.id, orgId, role });
  }

  async publicWorkspace(): Promise<{ user: User; orgId: string; role: Role }> {
    const { user, orgId, role } = await this.memberships.findOneOrFail({
      where: { user: { kind: 'anonymous' }, organization: { kind: 'public' } },
      relations: { user: true },
    });
    return { user: user as User, orgId, role };
  }

  /** Somebody's memberships with their organizations, oldest first. */
  ofUser(userId: string): Promise<Membership[]> {
    return this.memberships.find({
      where: { userId },
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
}

async function establish(
  manager: EntityManager,
  { userId, name, kind, slug }: Founding,
): Promise<Organization> {
  const organization = manager.create(Organization, { name, kind, slug: uniqueSlug(slug ?? name) });
  await manager.save(organization);
  await manager.insert(Membership, { userId, orgId: organization.id, role: 'admin' });
  return organization;
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
