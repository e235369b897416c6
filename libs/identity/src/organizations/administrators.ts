import { type EntityManager, IsNull } from 'typeorm';
import { ConflictError, ForbiddenError } from '@muster/platform';
import type { Actor } from '../actors/actor';
import { Membership } from './membership.entity';
import { actsAsOwner, orgRoleOf } from './org-roles';
import { Organization } from './organization.entity';

/**
 * One change of members and roles at a time per organization, so that two administrators cannot remove each other at
 * once.
 */
export const lockMembers = (manager: EntityManager, orgId: string): Promise<Organization> =>
  manager.findOneOrFail(Organization, { where: { id: orgId }, lock: { mode: 'for_no_key_update' } });

/**
 * Somebody who is suspended cannot see to anything, nor perhaps somebody with a custom role that is shown as
 * administrator, and a program leaves nobody in charge.
 */
const ADMINISTRATOR = {
  role: 'admin' as const,
  customRoleId: IsNull(),
  suspendedAt: IsNull(),
  user: { kind: 'person' as const },
};

/** Before one member stops being administrator. Throws `ConflictError` with reason `last_admin`. */
export async function keepAnAdministrator(
  manager: EntityManager,
  { orgId, role, customRoleId, suspendedAt }: Membership,
): Promise<void> {
  if (role !== 'admin' || customRoleId || suspendedAt) return;
  const administrators = await manager.countBy(Membership, { orgId, ...ADMINISTRATOR });
  if (administrators < 2) throw lastAdministrator();
}

export const countOwners = (manager: EntityManager, orgId: string): Promise<number> =>
  manager.countBy(Membership, { orgId, ...ADMINISTRATOR, owner: true });

/**
 * Before provisioning changes what a member is. An administrator can have it say whatever they like: by it alone nobody
 * becomes owner, nor stops being one. Throws `ForbiddenError` for an owner, unless the actor acts as one, and
 * `ConflictError` with reason `last_admin` or `last_owner` where nobody else is.
 */
export async function keepOwners(
  manager: EntityManager,
  actor: Actor,
  membership: Membership,
): Promise<void> {
  const { orgId } = actor;
  if (orgRoleOf(membership) === 'owner') {
    const own = await manager.findOneBy(Membership, { orgId, userId: actor.userId });
    if (!actsAsOwner(actor, own))
      throw new ForbiddenError('Only an owner of the organization changes what an owner is');
  }
  await keepAnAdministrator(manager, membership);
  if (orgRoleOf(membership) !== 'owner' || membership.suspendedAt) return;
  if ((await countOwners(manager, orgId)) < 2)
    throw new ConflictError('An organization needs an owner', { reason: 'last_owner' });
}

/** When the last owner has stepped down, whoever has been administrator for longest follows. */
export async function keepAnOwner(manager: EntityManager, orgId: string): Promise<void> {
  await manager.query(
    `UPDATE membership SET owner = true WHERE org_id = $1 AND user_id = (
       SELECT user_id FROM membership WHERE org_id = $1 AND role = 'admin' AND custom_role_id IS NULL
         AND suspended_at IS NULL AND EXISTS (SELECT FROM app_user WHERE id = user_id AND kind = 'person')
       ORDER BY created_at, user_id LIMIT 1
     ) AND NOT EXISTS (
       SELECT FROM membership WHERE org_id = $1 AND role = 'admin' AND owner AND suspended_at IS NULL
     )`,
    [orgId],
  );
}

const lastAdministrator = (): ConflictError =>
  new ConflictError('An organization needs an administrator', { reason: 'last_admin' });
