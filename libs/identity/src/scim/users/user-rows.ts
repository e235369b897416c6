import type { EntityManager } from 'typeorm';
import type { ProvisionedEmail, ProvisionedName } from './provisioned-user.entity';

/** A member as an identity provider sees them. */
export interface ScimUser {
  id: string;
  userName: string;
  externalId: string | null;
  name: ProvisionedName;
  displayName: string | null;
  emails: ProvisionedEmail[];
  active: boolean;
  /** Built-in, or the name of a custom one. */
  role: string;
  createdAt: Date;
  updatedAt: Date;
}

export interface GroupOfUser {
  id: string;
  displayName: string;
}

/** `p` is missing for members of whom no identity provider has said anything: their account speaks for them. */
export const MEMBERS = `membership m JOIN app_user u ON u.id = m.user_id
  LEFT JOIN provisioned_user p ON p.user_id = m.user_id AND p.org_id = m.org_id
  LEFT JOIN custom_role c ON c.id = m.custom_role_id`;

export const EMAILS = `CASE WHEN p.user_id IS NULL
  THEN jsonb_build_array(jsonb_build_object('value', u.email, 'type', 'work', 'primary', true)) ELSE p.emails END`;
export const DISPLAY_NAME = 'CASE WHEN p.user_id IS NULL THEN u.name ELSE p.display_name END';
export const NAME = `CASE WHEN p.user_id IS NULL THEN jsonb_build_object('formatted', u.name) ELSE p.name END`;
export const ROLE = 'coalesce(c.name, m.role)';
export const UPDATED_AT = 'greatest(m.created_at, p.updated_at)';

const COLUMNS = `m.user_id AS id, coalesce(p.user_name, u.email) AS "userName", p.external_id AS "externalId",
  ${NAME} AS name, ${DISPLAY_NAME} AS "displayName", ${EMAILS} AS emails, m.suspended_at IS NULL AS active, ${ROLE} AS role,
  m.created_at AS "createdAt", ${UPDATED_AT} AS "updatedAt"`;

const PEOPLE = `${MEMBERS} WHERE m.org_id = $1 AND u.kind = 'person'`;

/** Those that meet the condition, programs left out; $1 is the organization. `rest`: order and part. */
export const selectUsers = (condition: string, rest: string): string =>
  `SELECT ${COLUMNS} FROM ${PEOPLE} AND ${condition} ${rest}`;

export const countUsers = (condition: string): string =>
  `SELECT count(*)::int AS total FROM ${PEOPLE} AND ${condition}`;

/** Undefined: nobody in this organization. */
export async function findUser(
  manager: EntityManager,
  orgId: string,
  id: string,
): Promise<ScimUser | undefined> {
  const [user] = await manager.query<ScimUser[]>(selectUsers('m.user_id = $2', ''), [orgId, id]);
  return user;
}

const GROUPS = `
SELECT member.user_id AS "userId", one.id, one.display_name AS "displayName"
FROM group_member member JOIN org_group one ON one.id = member.group_id
WHERE member.org_id = $1 AND member.user_id = ANY($2::uuid[]) ORDER BY member.user_id, one.name_key`;

/** By the ids of the people. */
export async function groupsOf(
  manager: EntityManager,
  orgId: string,
  userIds: readonly string[],
): Promise<Map<string, GroupOfUser[]>> {
  const groups = new Map<string, GroupOfUser[]>();
  if (userIds.length === 0) return groups;
  const rows = await manager.query<(GroupOfUser & { userId: string })[]>(GROUPS, [orgId, userIds]);
  for (const { userId, ...group } of rows) groups.set(userId, [...(groups.get(userId) ?? []), group]);
  return groups;
}
