import type { EntityManager } from 'typeorm';
import { type Role, ROLES } from '../actors/actor';
import { keepAnOwner, requireAnAdministrator } from '../organizations/administrators';

const RANKED = `ARRAY[${ROLES.map((role) => `'${role}'`).join(', ')}]`;

/** $1 organization, $2 people, or null for everybody. Whoever is in no group with a role keeps what they have. */
const APPLY = `
WITH wanted AS (
  SELECT member.user_id, (${RANKED})[max(array_position(${RANKED}, mapped.role))] AS role
  FROM group_role mapped
  JOIN org_group one ON one.org_id = mapped.org_id AND one.name_key = mapped.name_key
  JOIN group_member member ON member.group_id = one.id
  WHERE mapped.org_id = $1 AND ($2::uuid[] IS NULL OR member.user_id = ANY($2))
  GROUP BY member.user_id
)
UPDATE membership SET role = wanted.role, owner = membership.owner AND wanted.role = 'admin'
FROM wanted
WHERE membership.org_id = $1 AND membership.user_id = wanted.user_id AND membership.role <> wanted.role
RETURNING membership.user_id`;

/**
 * Gives people the strongest role that their groups stand for, within the caller's transaction, which holds
 * `lockMembers`. Answers whose role is another now, for `UserFactsService.changed` after the commit. Throws
 * `ConflictError` with reason `last_admin` where no administrator would be left.
 */
export async function applyGroupRoles(
  manager: EntityManager,
  orgId: string,
  userIds: readonly string[] | 'everybody',
): Promise<string[]> {
  const people = userIds === 'everybody' ? null : userIds;
  const [rows] = await manager.query<[{ user_id: string }[], number]>(APPLY, [orgId, people]);
  if (rows.length > 0) {
    await requireAnAdministrator(manager, orgId);
    await keepAnOwner(manager, orgId);
  }
  return rows.map(({ user_id }) => user_id);
}

/** Undefined: there is none among them. */
export const strongestOf = (roles: readonly Role[]): Role | undefined =>
  [...ROLES].reverse().find((role) => roles.includes(role));
