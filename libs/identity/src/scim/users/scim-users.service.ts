import { Injectable } from '@nestjs/common';
import { DataSource, EntityManager } from 'typeorm';
import { brokenUnique, NotFoundError } from '@muster/platform';
import type { Actor } from '../../actors/actor';
import { UserFactsService } from '../../actors/user-facts.service';
import { AccountNotices } from '../../notices/account-notices.service';
import { withdrawInvitesOf } from '../../invites/open-invites';
import { IdentityPolicy } from '../../identity.policy';
import { keepOwners, lockMembers } from '../../organizations/administrators';
import { keepInstallationAdministrator } from '../../organizations/installation-administrators';
import { Membership } from '../../organizations/membership.entity';
import { readOperations } from '../patches/operations';
import { requireProvisioner } from '../provisioner';
import { notUnique } from '../scim-errors';
import type { Sent } from '../values';
import { ScimUserList, type ListedUser } from './scim-user-list.service';
import { admit, refuseTakenName } from './user-admission';
import { documentOf, readUser, type UserDocument } from './user-document';
import { patchUser } from './user-patch';
import { findUser } from './user-rows';
import { setActive, setRoles, store, updateAccount } from './user-writes';

/** An identity provider makes, changes and removes members of the actor's organization. */
@Injectable()
export class ScimUsers {
  constructor(
    private readonly source: DataSource,
    private readonly facts: UserFactsService,
    private readonly policy: IdentityPolicy,
    private readonly list: ScimUserList,
    private readonly notices: AccountNotices,
  ) {}

  /** Errors: see `readUser`, `admit`, `setActive`. */
  async create(actor: Actor, resource: Sent): Promise<ListedUser> {
    const document = readUser(resource);
    const { orgId } = actor;
    const userId = await this.change(actor, async (manager) => {
      const userId = await admit(manager, orgId, document, this.policy.defaultRole);
      await apply(manager, actor, userId, document);
      return userId;
    });
    return this.list.get(actor, userId);
  }

  /** Puts the resource in place of what was said before; `active` and `roles` stay where it does not say them. */
  replace(actor: Actor, id: string, resource: Sent): Promise<ListedUser> {
    const document = readUser(resource);
    return this.update(actor, id, () => document);
  }

  /** All operations or none. Errors: see `readOperations`, `patchUser`, `replace`. */
  patch(actor: Actor, id: string, body: unknown): Promise<ListedUser> {
    const operations = readOperations(body);
    return this.update(actor, id, (before) => patchUser(before, operations));
  }

  /**
   * Ends the membership; the account stays. Throws `NotFoundError`, and as `setActive` does.
   */
  async remove(actor: Actor, id: string): Promise<void> {
    const { orgId } = actor;
    await this.change(actor, async (manager) => {
      const where = { orgId, userId: id, user: { kind: 'person' as const } };
      const membership = await manager.findOneBy(Membership, where);
      if (!membership) throw new NotFoundError('User', id);
      await keepOwners(manager, actor, membership);
      await manager.delete(Membership, { orgId, userId: id });
      await keepInstallationAdministrator(manager, id);
      await withdrawInvitesOf(manager, { orgId, userId: id });
      return id;
    });
  }

  private async update(
    actor: Actor,
    id: string,
    next: (before: UserDocument) => UserDocument,
  ): Promise<ListedUser> {
    const { orgId } = actor;
    await this.change(actor, async (manager) => {
      const user = await findUser(manager, orgId, id);
      if (!user) throw new NotFoundError('User', id);
      const before = documentOf(user);
      const after = next(before);
      await refuseTakenName(manager, orgId, after.userName, id);
      await apply(manager, actor, id, after);
      const { movedFrom } = await updateAccount(manager, { orgId, userId: id }, before, after);
      if (movedFrom) await this.notices.tell(manager, id, { kind: 'email', before: movedFrom });
      return id;
    });
    return this.list.get(actor, id);
  }

  /** Answers whom `work` was about; every process hears of it. */
  private async change(actor: Actor, work: (manager: EntityManager) => Promise<string>): Promise<string> {
    requireProvisioner(actor);
    const { orgId } = actor;
    try {
      const userId = await this.source.transaction(async (manager) => {
        await lockMembers(manager, orgId);
        return work(manager);
      });
      this.facts.changed(userId);
      return userId;
    } catch (error) {
      // Somebody in another organization was faster.
      throw brokenUnique(error) ? notUnique('A user with this e-mail address exists already') : error;
    }
  }
}

async function apply(
  manager: EntityManager,
  actor: Actor,
  userId: string,
  document: UserDocument,
): Promise<void> {
  await store(manager, { orgId: actor.orgId, userId }, document);
  if (document.roles) await setRoles(manager, actor, userId, document.roles);
  if (document.active !== undefined) await setActive(manager, actor, userId, document.active);
}
