import { Injectable } from '@nestjs/common';
import { DataSource, EntityManager } from 'typeorm';
import { brokenUnique, NotFoundError } from '@muster/platform';
import type { Actor } from '../../actors/actor';
import { UserFactsService } from '../../actors/user-facts.service';
import { groupKey } from '../../groups/group-names';
import { Group } from '../../groups/group.entity';
import { applyGroupRoles } from '../../groups/member-roles';
import { lockMembers } from '../../organizations/administrators';
import { readOperations } from '../patches/operations';
import { requireProvisioner } from '../provisioner';
import { notUnique } from '../scim-errors';
import type { Sent } from '../values';
import { readGroup } from './group-document';
import { changeOfGroup, type GroupChange } from './group-patch';
import { addMembers, keepOnly, memberIds, removeMembers } from './group-writes';

/**
 * An identity provider makes, changes and removes groups of the actor's organization. Whoever is in one that stands
 * for a role has it from then on; see `applyGroupRoles`, which may also refuse a change.
 */
@Injectable()
export class ScimGroups {
  constructor(
    private readonly source: DataSource,
    private readonly facts: UserFactsService,
  ) {}

  /** Answers the id. Throws `ConflictError`, reason `uniqueness`, where the name is taken. */
  async create(actor: Actor, resource: Sent): Promise<string> {
    const { displayName, externalId, members } = readGroup(resource);
    const { orgId } = actor;
    let made = '';
    await this.change(actor, async (manager) => {
      const { identifiers } = await manager.insert(Group, {
        ...{ orgId, displayName, externalId },
        nameKey: groupKey(displayName),
      });
      made = (identifiers[0] as { id: string }).id;
      return addMembers(manager, { orgId, groupId: made }, members);
    });
    return made;
  }

  /** Puts the resource in place of what was there. Throws as `create` does, and `NotFoundError`. */
  async replace(actor: Actor, id: string, resource: Sent): Promise<void> {
    const { members, ...document } = readGroup(resource);
    await this.update(actor, id, {
      ...document,
      emptied: true,
      added: new Set(members),
      removed: new Set(),
    });
  }

  /** All operations or none. Errors: see `readOperations`, `changeOfGroup`, `replace`. */
  async patch(actor: Actor, id: string, body: unknown): Promise<void> {
    await this.update(actor, id, changeOfGroup(readOperations(body)));
  }

  /** Throws `NotFoundError`. */
  async remove(actor: Actor, id: string): Promise<void> {
    const { orgId } = actor;
    await this.change(actor, async (manager) => {
      const members = await memberIds(manager, { orgId, groupId: id });
      const { affected } = await manager.delete(Group, { id, orgId });
      if (affected !== 1) throw new NotFoundError('Group', id);
      return members;
    });
  }

  private async update(actor: Actor, id: string, change: GroupChange): Promise<void> {
    const place = { orgId: actor.orgId, groupId: id };
    await this.change(actor, async (manager) => {
      const group = await manager.findOneBy(Group, { id, orgId: actor.orgId });
      if (!group) throw new NotFoundError('Group', id);
      const touched = await moveMembers(manager, place, change);
      const renamed = await rename(manager, group, change);
      return renamed ? [...touched, ...(await memberIds(manager, place))] : touched;
    });
  }

  /** `work` answers whose roles may be others now. */
  private async change(actor: Actor, work: (manager: EntityManager) => Promise<string[]>): Promise<void> {
    requireProvisioner(actor);
    const { orgId } = actor;
    try {
      const changed = await this.source.transaction(async (manager) => {
        await lockMembers(manager, orgId);
        const touched = await work(manager);
        return touched.length === 0 ? [] : applyGroupRoles(manager, orgId, touched);
      });
      this.facts.changed(changed);
    } catch (error) {
      throw brokenUnique(error) ? notUnique('A group with this displayName exists already') : error;
    }
  }
}

/** Answers who came and who left. */
async function moveMembers(
  manager: EntityManager,
  place: { orgId: string; groupId: string },
  { emptied, added, removed }: GroupChange,
): Promise<string[]> {
  const left = emptied
    ? await keepOnly(manager, place, [...added])
    : await removeMembers(manager, place, [...removed]);
  return [...left, ...(await addMembers(manager, place, [...added]))];
}

/** Answers whether its name means something else now. */
async function rename(
  manager: EntityManager,
  { id, orgId, displayName, externalId, nameKey }: Group,
  change: GroupChange,
): Promise<boolean> {
  const next = { displayName, externalId, ...said(change) };
  const key = groupKey(next.displayName);
  await manager.update(Group, { id, orgId }, { ...next, nameKey: key, updatedAt: () => 'now()' });
  return key !== nameKey;
}

const said = ({ displayName, externalId }: GroupChange) => ({
  ...(displayName !== undefined && { displayName }),
  ...(externalId !== undefined && { externalId }),
});
