import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { EntityManager, Repository } from 'typeorm';
import { ConflictError, NotFoundError } from '@muster/platform';
import type { Actor, Role } from '../actors/actor';
import { UserFactsService } from '../actors/user-facts.service';
import { Membership } from './membership.entity';
import { Organization } from './organization.entity';

/** Roles of people in the actor's organization. */
@Injectable()
export class MembershipsService {
  constructor(
    @InjectRepository(Membership) private readonly memberships: Repository<Membership>,
    private readonly facts: UserFactsService,
  ) {}

  /** Members with their accounts, in the order they joined, or the other way round. */
  async list(
    actor: Actor,
    { limit, offset, newestFirst }: { limit: number; offset: number; newestFirst?: boolean },
  ): Promise<{ items: Membership[]; total: number }> {
    const direction = newestFirst ? 'DESC' : 'ASC';
    const [items, total] = await this.memberships.findAndCount({
      where: { orgId: actor.orgId },
      relations: { user: true },
      order: { createdAt: direction, userId: direction },
      take: limit,
      skip: offset,
    });
    return { items, total };
  }

  setRole(actor: Actor, userId: string, role: Role): Promise<void> {
    return this.change(actor, userId, async (manager, membership) => {
      if (role !== 'admin') await keepAnAdministrator(manager, membership);
      await manager.update(Membership, { orgId: actor.orgId, userId }, { role });
    });
  }

  /** Tokens for this organization that the member holds are void from now on. */
  remove(actor: Actor, userId: string): Promise<void> {
    return this.change(actor, userId, async (manager, membership) => {
      await keepAnAdministrator(manager, membership);
      await manager.delete(Membership, { orgId: actor.orgId, userId });
    });
  }

  /** One change at a time per organization, so that two administrators cannot remove each other at once. */
  private async change(
    { orgId }: Actor,
    userId: string,
    apply: (manager: EntityManager, membership: Membership) => Promise<void>,
  ): Promise<void> {
    await this.memberships.manager.transaction(async (manager) => {
      await manager.findOne(Organization, {
        where: { id: orgId },
        lock: { mode: 'for_no_key_update' },
      });
      const membership = await manager.findOneBy(Membership, { orgId, userId });
      if (!membership) throw new NotFoundError('member', userId);
      await apply(manager, membership);
    });
    this.facts.changed(userId);
  }
}

async function keepAnAdministrator(manager: EntityManager, { orgId, role }: Membership): Promise<void> {
  if (role !== 'admin') return;
  const administrators = await manager.countBy(Membership, { orgId, role: 'admin' });
  if (administrators < 2)
    throw new ConflictError('An organization needs an administrator', { reason: 'last_admin' });
}
