import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { EntityManager, IsNull, Repository } from 'typeorm';
import { brokenUnique, ConflictError, ForbiddenError, NotFoundError } from '@muster/platform';
import type { Actor, Role } from '../actors/actor';
import { UserFactsService } from '../actors/user-facts.service';
import { endTokensOfAccounts } from '../clients/tokens/client-token-endings';
import { ClientTokens } from '../clients/tokens/client-tokens.service';
import { GroupRole } from '../groups/group-role.entity';
import { OrganizationInvite } from '../invites/organization-invite.entity';
import { lockMembers } from '../organizations/administrators';
import { Membership } from '../organizations/membership.entity';
import { grantedBy, orgRoleOf, type Standing } from '../organizations/org-roles';
import { allowsAll } from '../permissions/permissions';
import { CustomRole } from './custom-role.entity';
import { checkedPermissions, nameKeyOf, taken } from './custom-role-input';
import { changeRole } from './role-changes';

/** How many an organization may have. */
const MOST = 200;

export interface CustomRoleInput {
  name: string;
  description?: string;
  base: Role;
  permissions: readonly string[];
}

/** A built-in role by its name, or a custom one by its id. */
export type RoleChoice = { role: Role } | { customRoleId: string };

/** Roles that organizations compose of the permissions there are. Nobody makes, changes or takes away what is more than they have. */
@Injectable()
export class CustomRoles {
  constructor(
    @InjectRepository(CustomRole) private readonly roles: Repository<CustomRole>,
    private readonly facts: UserFactsService,
    private readonly tokens: ClientTokens,
  ) {}

  /** By name. */
  list({ orgId }: Actor): Promise<CustomRole[]> {
    return this.roles.find({ where: { orgId }, order: { nameKey: 'ASC', id: 'ASC' } });
  }

  get(actor: Actor, id: string): Promise<CustomRole> {
    return find(this.roles.manager, actor, id);
  }

  /** The standing that somebody would have. Throws `NotFoundError` for a custom role that the organization does not have. */
  async standing(actor: Actor, choice: RoleChoice): Promise<Standing> {
    return standingOf(this.roles.manager, actor, choice);
  }

  /** Throws `ConflictError` for a name that is taken, `InvalidError` for permissions that no role can grant, `ForbiddenError`. */
  async create(
    actor: Actor,
    { name, description = '', base, permissions }: CustomRoleInput,
  ): Promise<CustomRole> {
    const row = this.roles.create({
      orgId: actor.orgId,
      ...{ name, nameKey: nameKeyOf(name), description, base },
      permissions: checkedPermissions(permissions),
    });
    requireAll(actor, row.permissions);
    return this.roles.manager.transaction(async (manager) => {
      await lockMembers(manager, actor.orgId);
      if ((await manager.countBy(CustomRole, { orgId: actor.orgId })) >= MOST)
        throw new ConflictError(`An organization has at most ${MOST} roles of its own`, { reason: 'roles' });
      const { id } = await unlessTaken(name, manager.save(row));
      return manager.findOneByOrFail(CustomRole, { id });
    });
  }

  /** Changes what is given; everybody who has the role has it as it is then. Errors: see `create`, and `NotFoundError`. */
  async update(actor: Actor, id: string, change: Partial<CustomRoleInput>): Promise<CustomRole> {
    const { name, description, base, permissions } = change;
    const { role, touched } = await this.roles.manager.transaction(async (manager) => {
      await lockMembers(manager, actor.orgId);
      const old = await find(manager, actor, id);
      const columns = {
        ...(name !== undefined && { name, nameKey: nameKeyOf(name) }),
        ...(description !== undefined && { description }),
        ...(base !== undefined && { base }),
        ...(permissions && { permissions: checkedPermissions(permissions) }),
      };
      requireAll(actor, [...old.permissions, ...(columns.permissions ?? [])]);
      await unlessTaken(
        name ?? old.name,
        manager.update(CustomRole, { id }, { ...columns, updatedAt: () => 'now()' }),
      );
      const changed = await find(manager, actor, id);
      const standing = { role: changed.base, customRole: changed };
      return { role: changed, touched: await carryOver(manager, old, standing) };
    });
    this.announce(touched);
    return role;
  }

  /**
   * Throws `ConflictError` with reason `assigned` while anybody has the role, is invited to it or gets it by a
   * group, unless it is said which one they get instead. Errors, too: `NotFoundError`, also for the other one; `ForbiddenError`.
   */
  async remove(actor: Actor, id: string, instead?: RoleChoice): Promise<void> {
    const touched = await this.roles.manager.transaction(async (manager) => {
      await lockMembers(manager, actor.orgId);
      const role = await find(manager, actor, id);
      const next = instead && (await standingOf(manager, actor, instead));
      requireAll(actor, [...role.permissions, ...(next ? grantedBy(next) : [])]);
      if (next?.customRole?.id === id || (!next && (await isAssigned(manager, role))))
        throw new ConflictError('Somebody has this role, is invited to it, or gets it by a group', {
          reason: 'assigned',
        });
      const moved = next && (await carryOver(manager, role, next));
      await manager.delete(CustomRole, { id, orgId: actor.orgId });
      return moved;
    });
    if (touched) this.announce(touched);
  }

  private announce({ holders, tokens }: Touched): void {
    this.facts.changed(holders);
    this.tokens.announce(tokens);
  }
}

/** Who has a role that changed, and the tokens of programs among them, which ended. */
interface Touched {
  holders: string[];
  tokens: string[];
}

/** Everybody who has the role, is invited to it or gets it by a group has the next standing. */
async function carryOver(
  manager: EntityManager,
  { id, orgId }: CustomRole,
  next: Standing,
): Promise<Touched> {
  const members = await manager.find(Membership, {
    select: { userId: true },
    where: { orgId, customRoleId: id },
  });
  const userIds = members.map(({ userId }) => userId);
  const customRoleId = next.customRole?.id ?? null;
  await changeRole(manager, { orgId, userIds }, { role: next.role, customRoleId, owner: false });
  await manager.update(
    OrganizationInvite,
    { orgId, customRoleId: id, acceptedAt: IsNull() },
    { role: orgRoleOf(next), customRoleId },
  );
  await manager.update(GroupRole, { orgId, customRoleId: id }, { role: next.role, customRoleId });
  return { holders: userIds, tokens: await endTokensOfAccounts(manager, userIds) };
}

async function find(manager: EntityManager, { orgId }: Actor, id: string): Promise<CustomRole> {
  const role = await manager.findOneBy(CustomRole, { id, orgId });
  if (!role) throw new NotFoundError('role', id);
  return role;
}

/** See `CustomRoles.standing`. */
export async function standingOf(
  manager: EntityManager,
  actor: Actor,
  choice: RoleChoice,
): Promise<Standing> {
  if ('role' in choice) return { role: choice.role, customRole: null };
  const customRole = await find(manager, actor, choice.customRoleId);
  return { role: customRole.base, customRole };
}

async function isAssigned(manager: EntityManager, { id, orgId }: CustomRole): Promise<boolean> {
  return (
    (await manager.existsBy(Membership, { orgId, customRoleId: id })) ||
    (await manager.existsBy(GroupRole, { orgId, customRoleId: id })) ||
    (await manager.existsBy(OrganizationInvite, { orgId, customRoleId: id, acceptedAt: IsNull() }))
  );
}

function requireAll(actor: Actor, permissions: readonly string[]): void {
  if (!allowsAll(actor, permissions)) throw new ForbiddenError('The role grants more than you have');
}

async function unlessTaken<T>(name: string, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw brokenUnique(error) === 'custom_role_name_key' ? taken(name) : error;
  }
}
