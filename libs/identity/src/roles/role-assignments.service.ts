import { Injectable } from '@nestjs/common';
import { DataSource, In } from 'typeorm';
import { ForbiddenError, NotFoundError } from '@muster/platform';
import type { UserKind } from '../accounts/user.entity';
import type { Actor } from '../actors/actor';
import { UserFactsService } from '../actors/user-facts.service';
import { keepAnAdministrator, keepAnOwner, lockMembers } from '../organizations/administrators';
import { Membership } from '../organizations/membership.entity';
import { manages, type Standing } from '../organizations/org-roles';
import { type RoleChoice, standingOf } from './custom-roles.service';
import { changeRole } from './role-changes';

/** Who has which role in the actor's organization. */
@Injectable()
export class RoleAssignments {
  constructor(
    private readonly source: DataSource,
    private readonly facts: UserFactsService,
  ) {}

  /**
   * Answers the membership as it is then, with account and custom role. Throws `NotFoundError` for somebody who is no
   * member and a role there is not; `ForbiddenError` for people who may do more than the actor, roles that grant more,
   * and, unless the actor is one, owners; `ConflictError` with reason `last_admin`.
   */
  async assign(actor: Actor, userId: string, choice: RoleChoice): Promise<Membership> {
    const { orgId } = actor;
    const membership = await this.source.transaction(async (manager) => {
      await lockMembers(manager, orgId);
      const where = { orgId, userId, user: { kind: In<UserKind>(['person', 'door']) } };
      const old = await manager.findOne(Membership, { where, relations: { customRole: true, user: true } });
      if (!old) throw new NotFoundError('member', userId);
      const next = await standingOf(manager, actor, choice);
      const own = await manager.findOneBy(Membership, { orgId, userId: actor.userId });
      requireManager(actor, own, { old, next });
      const staysAdministrator = next.role === 'admin' && !next.customRole;
      if (!staysAdministrator) await keepAnAdministrator(manager, old);
      const owner = old.owner && staysAdministrator;
      const role = { role: next.role, customRoleId: next.customRole?.id ?? null, owner };
      await changeRole(manager, { orgId, userIds: [userId] }, role);
      await keepAnOwner(manager, orgId);
      return manager.findOneOrFail(Membership, { where, relations: { user: true, customRole: true } });
    });
    this.facts.changed(userId);
    return membership;
  }
}

function requireManager(
  actor: Actor,
  own: Membership | null,
  { old, next }: { old: Membership; next: Standing },
): void {
  if (!manages(actor, own, old)) throw new ForbiddenError('This person may do more than you');
  if (!manages(actor, own, next)) throw new ForbiddenError('The role grants more than you have');
  if (old.user?.kind === 'door' && next.role === 'admin' && !next.customRole)
    throw new ForbiddenError('Whoever knows a common password cannot be administrator');
}
