import type { EntityManager } from 'typeorm';
import { type Role, ROLES } from '../actors/actor';
import { roleKey } from '../roles/custom-role-input';
import { roleSinceSql } from '../roles/role-changes';
import { groupKey } from './group-names';

const RANKED = `ARRAY[${ROLES.map((role) => `'${role}'`).join(', ')}]`;

/**
 * Of several mappings (`mapped`, with `custom` as the custom role of each) the strongest first: by built-in role or base.
 * Of the same strength a custom role was meant for fewer people; but nothing is stronger than the administrator.
 */
const STRONGEST_FIRST = `
  array_position(${RANKED}, mapped.role) DESC, (mapped.custom_role_id IS NULL) = (mapped.role = 'admin') DESC,
  cardinality(custom.permissions) DESC NULLS LAST, mapped.name_key`;

/**
 * $1 organization, $2 people, or null for everybody. Whoever is in no group with a role keeps what they have, and so do
 * owners: whoever says what groups stand for, and who is in them, need not be one.
 */
const APPLY = `
WITH wanted AS (
  SELECT DISTINCT ON (member.user_id) member.user_id, mapped.role, mapped.custom_role_id
  FROM group_role mapped
  JOIN org_group one ON one.org_id = mapped.org_id AND one.name_key = mapped.name_key
  JOIN group_member member ON member.group_id = one.id
  LEFT JOIN custom_role custom ON custom.id = mapped.custom_role_id
  WHERE mapped.org_id = $1 AND ($2::uuid[] IS NULL OR member.user_id = ANY($2))
  ORDER BY member.user_id, ${STRONGEST_FIRST}
)
UPDATE membership SET role = wanted.role, custom_role_id = wanted.custom_role_id, owner = false,
  role_since = ${roleSinceSql('wanted.role')}
FROM wanted
WHERE membership.org_id = $1 AND membership.user_id = wanted.user_id
  AND NOT (membership.role = 'admin' AND membership.owner)
  AND (membership.role, membership.custom_role_id) IS DISTINCT FROM (wanted.role, wanted.custom_role_id)
RETURNING membership.user_id`;

/**
 * Gives people the strongest role that their groups stand for, within the caller's transaction, which holds
 * `lockMembers`. Answers whose role is another now, for `UserFactsService.changed` after the commit. Owners stay what
 * they are, and with them the administrator whom every organization has.
 */
export async function applyGroupRoles(
  manager: EntityManager,
  orgId: string,
  userIds: readonly string[] | 'everybody',
): Promise<string[]> {
  const people = userIds === 'everybody' ? null : userIds;
  const [rows] = await manager.query<[{ user_id: string }[], number]>(APPLY, [orgId, people]);
  return rows.map(({ user_id }) => user_id);
}

/** What names of groups stand for: with a custom role, `role` is its base. */
export interface MappedRole {
  role: Role;
  customRoleId: string | null;
}

/** The strongest role that any of these names stands for; undefined: none of them does. */
export async function mappedRole(
  manager: EntityManager,
  orgId: string,
  groupNames: readonly string[],
): Promise<MappedRole | undefined> {
  const [strongest] = await manager.query<MappedRole[]>(
    `SELECT mapped.role, mapped.custom_role_id AS "customRoleId"
     FROM group_role mapped LEFT JOIN custom_role custom ON custom.id = mapped.custom_role_id
     WHERE mapped.org_id = $1 AND mapped.name_key = ANY($2) ORDER BY ${STRONGEST_FIRST} LIMIT 1`,
    [orgId, groupNames.map(groupKey)],
  );
  return strongest;
}

/** $1 organization, $2 names as those of groups are compared, $3 as those of roles are. */
const NAMED = `
SELECT mapped.role, mapped.custom_role_id AS "customRoleId" FROM (
  SELECT role, custom_role_id, name_key FROM group_role WHERE org_id = $1 AND name_key = ANY($2)
  UNION ALL SELECT base, id, name_key FROM custom_role WHERE org_id = $1 AND name_key = ANY($3)
  UNION ALL SELECT role, NULL, role FROM unnest(${RANKED}) AS role WHERE role = ANY($3)
) mapped LEFT JOIN custom_role custom ON custom.id = mapped.custom_role_id
ORDER BY ${STRONGEST_FIRST} LIMIT 1`;

/** The strongest role that any of these names is or stands for; undefined: none of them means anything here. */
export async function namedRole(
  manager: EntityManager,
  orgId: string,
  names: readonly string[],
): Promise<MappedRole | undefined> {
  const [strongest] = await manager.query<MappedRole[]>(NAMED, [
    orgId,
    names.map(groupKey),
    names.map(roleKey),
  ]);
  return strongest;
}
