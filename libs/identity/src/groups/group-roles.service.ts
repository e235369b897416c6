import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { EntityManager, Repository } from 'typeorm';
import { ForbiddenError, InvalidError } from '@muster/platform';
import { checkFields, normaliseName } from '../accounts/account-fields';
import type { Actor, Role } from '../actors/actor';
import { UserFactsService } from '../actors/user-facts.service';
import { lockMembers } from '../organizations/administrators';
import { allowsAll, permissionsOf } from '../permissions/permissions';
import { CustomRole } from '../roles/custom-role.entity';
import { groupKey } from './group-names';
import { GroupRole } from './group-role.entity';
import { applyGroupRoles, type MappedRole, mappedRole } from './member-roles';

/** How many names of groups an organization may give a role. */
export const MAX_GROUP_ROLES = 1_000;

export interface GroupRoleInput {
  groupName: string;
  /** By name, or a custom one by its id. */
  role: Role | { customRoleId: string };
}

/** Which roles the names of groups stand for, whether single sign-on or provisioning tells who is in a group. */
@Injectable()
export class GroupRoles {
  constructor(
    @InjectRepository(GroupRole) private readonly rows: Repository<GroupRole>,
    private readonly facts: UserFactsService,
  ) {}

  /** The strongest role that any of these names stands for in the organization; undefined: none of them does. */
  roleOf(orgId: string, groupNames: readonly string[]): Promise<MappedRole | undefined> {
    return mappedRole(this.rows.manager, orgId, groupNames);
  }

  /** By name. */
  async list(
    { orgId }: Actor,
    { limit, offset }: { limit: number; offset: number },
  ): Promise<{ items: GroupRole[]; total: number }> {
    const [items, total] = await this.rows.findAndCount({
      where: { orgId },
      relations: { customRole: true },
      order: { nameKey: 'ASC' },
      take: limit,
      skip: offset,
    });
    return { items, total };
  }

  /**
   * Puts these in place of all others; whoever is in a provisioned group has the role at once, but for owners. Throws `InvalidError`
   * for a name that is none or comes twice, and a role there is not; `ForbiddenError` to whoever has less than an
   * administrator, for the groups may hold anybody.
   */
  async replace(actor: Actor, wanted: readonly GroupRoleInput[]): Promise<void> {
    const { orgId } = actor;
    if (!allowsAll(actor, permissionsOf('admin')))
      throw new ForbiddenError('What groups stand for is for administrators');
    const mappings = checked(wanted);
    const changed = await this.rows.manager.transaction(async (manager) => {
      await lockMembers(manager, orgId);
      const rows = await withRoles(manager, orgId, mappings);
      await manager.delete(GroupRole, { orgId });
      await manager.insert(GroupRole, rows);
      return applyGroupRoles(manager, orgId, 'everybody');
    });
    this.facts.changed(changed);
  }
}

async function withRoles(
  manager: EntityManager,
  orgId: string,
  mappings: CheckedInput[],
): Promise<Pick<GroupRole, 'orgId' | 'nameKey' | 'groupName' | 'role' | 'customRoleId'>[]> {
  const own = new Map((await manager.findBy(CustomRole, { orgId })).map(({ id, base }) => [id, base]));
  return mappings.map(({ role: wanted, ...names }) => {
    const customRoleId = typeof wanted === 'string' ? null : wanted.customRoleId;
    const role = typeof wanted === 'string' ? wanted : own.get(wanted.customRoleId);
    if (!role)
      throw new InvalidError('Validation failed', {
        mappings: `${names.groupName} has a role that there is not`,
      });
    return { ...names, orgId, role, customRoleId };
  });
}

type CheckedInput = GroupRoleInput & { nameKey: string };

function checked(wanted: readonly GroupRoleInput[]): CheckedInput[] {
  if (wanted.length > MAX_GROUP_ROLES)
    throw new InvalidError('Validation failed', {
      mappings: `must be at most ${String(MAX_GROUP_ROLES)}`,
    });
  const known = new Map<string, CheckedInput>();
  for (const { groupName: text, role } of wanted) {
    const groupName = normaliseName(text);
    checkFields({ name: groupName });
    const nameKey = groupKey(groupName);
    if (known.has(nameKey))
      throw new InvalidError('Validation failed', { mappings: `names ${groupName} twice` });
    known.set(nameKey, { nameKey, groupName, role });
  }
  return [...known.values()];
}
