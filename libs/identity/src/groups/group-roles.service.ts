import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { In, Repository } from 'typeorm';
import { InvalidError } from '@muster/platform';
import { checkFields, normaliseName } from '../accounts/account-fields';
import type { Actor, Role } from '../actors/actor';
import { UserFactsService } from '../actors/user-facts.service';
import { lockMembers } from '../organizations/administrators';
import { groupKey } from './group-names';
import { GroupRole } from './group-role.entity';
import { applyGroupRoles, strongestOf } from './member-roles';

/** How many names of groups an organization may give a role. */
export const MAX_GROUP_ROLES = 1_000;

export interface GroupRoleInput {
  groupName: string;
  role: Role;
}

/** Which roles the names of groups stand for, whether single sign-on or provisioning tells who is in a group. */
@Injectable()
export class GroupRoles {
  constructor(
    @InjectRepository(GroupRole) private readonly rows: Repository<GroupRole>,
    private readonly facts: UserFactsService,
  ) {}

  /** The strongest role that any of these names stands for in the organization; undefined: none of them does. */
  async roleOf(orgId: string, groupNames: readonly string[]): Promise<Role | undefined> {
    if (groupNames.length === 0) return undefined;
    const nameKey = In([...new Set(groupNames.map(groupKey))]);
    const mapped = await this.rows.find({ select: { role: true }, where: { orgId, nameKey } });
    return strongestOf(mapped.map(({ role }) => role));
  }

  /** By name. */
  async list(
    { orgId }: Actor,
    { limit, offset }: { limit: number; offset: number },
  ): Promise<{ items: GroupRole[]; total: number }> {
    const [items, total] = await this.rows.findAndCount({
      where: { orgId },
      order: { nameKey: 'ASC' },
      take: limit,
      skip: offset,
    });
    return { items, total };
  }

  /**
   * Puts these in place of all others; whoever is in a provisioned group has the role at once. Throws `InvalidError`
   * for a name that is none or comes twice, `ConflictError` with reason `last_admin` where no administrator would be left.
   */
  async replace({ orgId }: Actor, wanted: readonly GroupRoleInput[]): Promise<void> {
    const rows = checked(wanted).map((row) => ({ ...row, orgId }));
    const changed = await this.rows.manager.transaction(async (manager) => {
      await lockMembers(manager, orgId);
      await manager.delete(GroupRole, { orgId });
      await manager.insert(GroupRole, rows);
      return applyGroupRoles(manager, orgId, 'everybody');
    });
    for (const userId of changed) this.facts.changed(userId);
  }
}

function checked(wanted: readonly GroupRoleInput[]): Pick<GroupRole, 'nameKey' | 'groupName' | 'role'>[] {
  if (wanted.length > MAX_GROUP_ROLES)
    throw new InvalidError('Validation failed', {
      mappings: `must be at most ${String(MAX_GROUP_ROLES)}`,
    });
  const known = new Map<string, Pick<GroupRole, 'nameKey' | 'groupName' | 'role'>>();
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
