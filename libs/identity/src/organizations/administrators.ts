import { type EntityManager, IsNull } from 'typeorm';
import { ConflictError } from '@muster/platform';
import { Membership } from './membership.entity';
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

/** After many members changed at once. Throws as `keepAnAdministrator` does, for the caller to roll back. */
export async function requireAnAdministrator(manager: EntityManager, orgId: string): Promise<void> {
  if (!(await manager.existsBy(Membership, { orgId, ...ADMINISTRATOR }))) throw lastAdministrator();
}

export const countOwners = (manager: EntityManager, orgId: string): Promise<number> =>
  manager.countBy(Membership, { orgId, ...ADMINISTRATOR, owner: true });

/** When the last owner is gone, whoever has been administrator for longest follows. */
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
