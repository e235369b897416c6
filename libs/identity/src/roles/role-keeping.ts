import { type EntityManager, IsNull } from 'typeorm';
import { ConflictError } from '@muster/platform';
import type { Role } from '../actors/actor';
import { Membership } from '../organizations/membership.entity';

/** Whoever has the rights of the built-in administrator, and not those of a custom role that is shown as one. */
const ADMINISTRATOR = { role: 'admin', customRoleId: IsNull() } as const;

/** Throws `ConflictError` when this is the only administrator. To be called under the lock of the organization. */
export async function keepAnAdministrator(
  manager: EntityManager,
  { orgId, role, customRoleId }: Membership,
): Promise<void> {
  if (role !== 'admin' || customRoleId !== null) return;
  if ((await manager.countBy(Membership, { orgId, ...ADMINISTRATOR })) < 2)
    throw new ConflictError('An organization needs an administrator', { reason: 'last_admin' });
}

/** When the last owner is gone, whoever has been administrator for longest follows. */
export const keepAnOwner = async (manager: EntityManager, orgId: string): Promise<void> => {
  await manager.query(
    `UPDATE membership SET owner = true WHERE org_id = $1 AND user_id = (
       SELECT user_id FROM membership WHERE org_id = $1 AND role = 'admin' AND custom_role_id IS NULL
       ORDER BY created_at, user_id LIMIT 1
     ) AND NOT EXISTS (SELECT FROM membership WHERE org_id = $1 AND role = 'admin' AND owner)`,
    [orgId],
  );
};

export interface NewRole {
  role: Role;
  customRoleId: string | null;
  owner: boolean;
}

/**
 * Gives members of an organization another role. `requiring` are the roles that ask for a second factor: whoever goes
 * from one of them to another gets no new time for it.
 */
export const changeRole = async (
  manager: EntityManager,
  { orgId, userIds }: { orgId: string; userIds: readonly string[] },
  { role, customRoleId, owner }: NewRole,
  requiring: readonly Role[],
): Promise<void> => {
  await manager.query(
    `UPDATE membership SET role = $3, custom_role_id = $4, owner = $5,
       role_since = CASE WHEN role = $3 OR role = ANY($6::text[]) THEN role_since ELSE now() END
     WHERE org_id = $1 AND user_id = ANY($2::uuid[])`,
    [orgId, userIds, role, customRoleId, owner, requiring],
  );
};
