import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { EntityManager, In, Repository } from 'typeorm';
import { ForbiddenError } from '@muster/platform';
import type { UserKind } from '../accounts/user.entity';
import type { Actor } from '../actors/actor';
import { UserFactsService } from '../actors/user-facts.service';
import { withdrawInvitesOf } from '../invites/open-invites';
import { countOwners, lockMembers } from './administrators';
import { keepInstallationAdministrator } from './installation-administrators';
import { Membership } from './membership.entity';
import { manages, orgRoleOf } from './org-roles';

/** People in the actor's organization. */
@Injectable()
export class MembershipsService {
  constructor(
    @InjectRepository(Membership) private readonly memberships: Repository<Membership>,
    private readonly facts: UserFactsService,
  ) {}

  /** Members with their accounts, those of programs, too, in the order they joined, or the other way round. */
  async list(
    actor: Actor,
    { limit, offset, newestFirst }: { limit: number; offset: number; newestFirst?: boolean },
  ): Promise<{ items: Membership[]; total: number }> {
    const direction = newestFirst ? 'DESC' : 'ASC';
    const [items, total] = await this.memberships.findAndCount({
      where: { orgId: actor.orgId },
      relations: { user: true, customRole: true },
      order: { createdAt: direction, userId: direction },
      take: limit,
      skip: offset,
    });
    return { items, total };
  }

  /** Everybody, in the order they joined; programs are no people. */
  all({ orgId }: Actor): Promise<Membership[]> {
    return this.memberships.find({
      where: { orgId, user: { kind: 'person' } },
      relations: { user: true, customRole: true },
      order: { createdAt: 'ASC', userId: 'ASC' },
    });
  }

  /**
   * Removes somebody with the invitation that would let them in again; their tokens for this organization are void from
   * now on. Throws `ForbiddenError` for somebody who is no member, whom the actor does not manage (see `manages`), or
   * who is the only owner, and with them the last administrator; see also `keepInstallationAdministrator`.
   */
  dismiss(actor: Actor, userId: string): Promise<void> {
    const apply = async (manager: EntityManager, membership: Membership): Promise<void> => {
      const { orgId } = actor;
      const own = await manager.findOneBy(Membership, { orgId, userId: actor.userId });
      if (!manages(actor, own, membership))
        throw new ForbiddenError(`You may not remove an ${orgRoleOf(membership)}`);
      if (
        orgRoleOf(membership) === 'owner' &&
        !membership.suspendedAt &&
        (await countOwners(manager, orgId)) < 2
      )
        throw new ForbiddenError('The only owner cannot be removed');
      await manager.delete(Membership, { orgId, userId });
      await withdrawInvitesOf(manager, { orgId, userId });
      await keepInstallationAdministrator(manager, userId);
    };
    return this.change(actor, userId, apply);
  }

  /** What clients keep for the actor in the organization. */
  async preferences({ orgId, userId }: Actor): Promise<Record<string, unknown>> {
    return (await this.memberships.findOneBy({ orgId, userId }))?.preferences ?? {};
  }

  async setPreferences({ orgId, userId }: Actor, preferences: object): Promise<void> {
    await this.memberships.query(
      'UPDATE membership SET preferences = $3 WHERE org_id = $1 AND user_id = $2',
      [orgId, userId, JSON.stringify(preferences)],
    );
  }

  /** One at a time: see `lockMembers`. Accounts of programs come and go with their clients. */
  private async change(
    { orgId }: Actor,
    userId: string,
    apply: (manager: EntityManager, membership: Membership) => Promise<void>,
  ): Promise<void> {
    await this.memberships.manager.transaction(async (manager) => {
      await lockMembers(manager, orgId);
      const where = { orgId, userId, user: { kind: In<UserKind>(['person', 'door']) } };
      const membership = await manager.findOne(Membership, { where, relations: { customRole: true } });
      if (!membership) throw new ForbiddenError('This person is not a member of the organization');
      await apply(manager, membership);
    });
    this.facts.changed(userId);
  }
}
