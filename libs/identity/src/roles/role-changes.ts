import type { EntityManager } from 'typeorm';
import type { Role } from '../actors/actor';

/**
 * What `role_since` of a membership becomes when it gets another role: whoever goes from one role that asks for a
 * second factor to another gets no new time to set it up. `next` is SQL for the new role.
 */
export const roleSinceSql = (next: string): string => `
  CASE WHEN membership.role = ${next} OR EXISTS (
    SELECT FROM security_config WHERE config #> '{mfa,requiredRoles}' ? membership.role
  ) THEN membership.role_since ELSE now() END`;

export interface NewRole {
  role: Role;
  customRoleId: string | null;
  owner: boolean;
}

const CHANGE = `
UPDATE membership SET role = $3, custom_role_id = $4, owner = $5, role_since = ${roleSinceSql('$3')}
WHERE org_id = $1 AND user_id = ANY($2::uuid[])`;

/** Gives members another role, within the caller's transaction, which holds `lockMembers`. */
export const changeRole = async (
  manager: EntityManager,
  { orgId, userIds }: { orgId: string; userIds: readonly string[] },
  { role, customRoleId, owner }: NewRole,
): Promise<void> => {
  await manager.query(CHANGE, [orgId, userIds, role, customRoleId, owner]);
};
