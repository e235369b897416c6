import type { EntityManager } from 'typeorm';
import { DISPLAY_NAME, MEMBERS } from '../users/user-rows';

export interface ScimGroup {
  id: string;
  displayName: string;
  externalId: string | null;
  createdAt: Date;
  updatedAt: Date;
}

export interface MemberOfGroup {
  id: string;
  displayName: string | null;
}

const COLUMNS = `g.id, g.display_name AS "displayName", g.external_id AS "externalId", g.created_at AS "createdAt",
  g.updated_at AS "updatedAt", (SELECT count(*) FROM group_member WHERE group_id = g.id)::int AS size`;

/** Those that meet the condition, with the number of their members; $1 is the organization. `rest`: order and part. */
export const selectGroups = (condition: string, rest: string): string =>
  `SELECT ${COLUMNS} FROM org_group g WHERE g.org_id = $1 AND ${condition} ${rest}`;

export const countGroups = (condition: string): string =>
  `SELECT count(*)::int AS total FROM org_group g WHERE g.org_id = $1 AND ${condition}`;

const PEOPLE = `
SELECT member.group_id AS "groupId", m.user_id AS id, coalesce(${DISPLAY_NAME}, p.user_name) AS "displayName"
FROM group_member member
JOIN (${MEMBERS}) ON m.user_id = member.user_id AND m.org_id = member.org_id
WHERE member.org_id = $1 AND member.group_id = ANY($2::uuid[])
ORDER BY member.group_id, member.created_at, m.user_id`;

/** By the ids of the groups. */
export async function membersOfGroups(
  manager: EntityManager,
  orgId: string,
  groupIds: readonly string[],
): Promise<Map<string, MemberOfGroup[]>> {
  const members = new Map<string, MemberOfGroup[]>(groupIds.map((id) => [id, []]));
  if (groupIds.length === 0) return members;
  const rows = await manager.query<(MemberOfGroup & { groupId: string })[]>(PEOPLE, [orgId, groupIds]);
  for (const { groupId, ...member } of rows) members.get(groupId)?.push(member);
  return members;
}
