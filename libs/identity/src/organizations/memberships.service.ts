import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { EntityManager, Repository } from 'typeorm';
import { DomainError, ForbiddenError, NotFoundError } from '@muster/platform';
import type { Actor, Role } from '../actors/actor';
import { UserFactsService } from '../actors/user-facts.service';
import { keepAnAdministrator, keepAnOwner, lockMembers } from './administrators';
import { Membership } from './membership.entity';
import { manages, orgRoleOf } from './org-roles';

/** Roles of people in the actor's organization. */
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
      relations: { user: true },
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
      relations: { user: true },
      order: { createdAt: 'ASC', userId: 'ASC' },
    });
  }

  setRole(actor: Actor, userId: string, role: Role): Promise<void> {
    return this.change(actor, userId, async (manager, membership) => {
      if (role !== 'admin') await keepAnAdministrator(manager, membership);
      const owner = membership.owner && role === 'admin';
      await manager.update(Membership, { orgId: actor.orgId, userId }, { role, owner });
      await keepAnOwner(manager, actor.orgId);
    });
  }

  /** Tokens for this organization that the member holds are void from now on. */
  remove(actor: Actor, userId: string): Promise<void> {
    return this.change(actor, userId, async (manager, membership) => {
      await keepAnAdministrator(manager, membership);
      await manager.delete(Membership, { orgId: actor.orgId, userId });
      await keepAnOwner(manager, actor.orgId);
    });
  }

  /**
   * Removes somebody with the invitation that would let them in again. Throws `ForbiddenError` for somebody who is no
   * member, whom the actor does not manage (see `OrgRole`), or who is the only owner.
   */
  dismiss(actor: Actor, userId: string): Promise<void> {
    const stranger = new ForbiddenError('This person is not a member of the organization');
    const apply = async (manager: EntityManager, membership: Membership): Promise<void> => {
      const { orgId } = actor;
      const own = await manager.findOneBy(Membership, { orgId, userId: actor.userId });
      if (!own || !manages(orgRoleOf(own), orgRoleOf(membership)))
        throw new ForbiddenError(`You may not remove an ${orgRoleOf(membership)}`);
      if (
        orgRoleOf(membership) === 'owner' &&
        (await manager.countBy(Membership, { orgId, role: 'admin', owner: true })) < 2
      )
        throw new ForbiddenError('The only owner cannot be removed');
      await manager.delete(Membership, { orgId, userId });
      await manager.query(
        `DELETE FROM organization_invite WHERE org_id = $1 AND accepted_at IS NULL
         AND email = (SELECT email FROM app_user WHERE id = $2)`,
        [orgId, userId],
      );
    };
    return this.change(actor, userId, apply, stranger);
  }

  /** Throws `ForbiddenError` unless the actor manages people. */
  async requireManager({ orgId, userId }: Actor): Promise<void> {
    const own = await this.memberships.findOneBy({ orgId, userId });
    if (!own || !manages(orgRoleOf(own), 'member'))
      throw new ForbiddenError('Only owners and administrators may do this');
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
    stranger: DomainError = new NotFoundError('member', userId),
  ): Promise<void> {
    await this.memberships.manager.transaction(async (manager) => {
      await lockMembers(manager, orgId);
      const membership = await manager.findOneBy(Membership, { orgId, userId, user: { kind: 'person' } });
      if (!membership) throw stranger;
      await apply(manager, membership);
    });
    this.facts.changed(userId);
  }
}
