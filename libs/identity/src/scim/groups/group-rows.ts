import type { EntityManager } from 'typeorm';

export interface ScimGroup {
  id: string;
  displayName: string;
  externalId: string | null;
  createdAt: Date;
  updatedAt: Date;
}

const COLUMNS = `g.id, g.display_name AS "displayName", g.external_id AS "externalId", g.created_at AS "createdAt",
  g.updated_at AS "updatedAt", (SELECT count(*) FROM group_member WHERE group_id = g.id)::int AS size`;

/** Those that meet the condition, with the number of their members; $1 is the organization. `rest`: order and part. */
export const selectGroups = (condition: string, rest: string): string =>
  `SELECT ${COLUMNS} FROM org_group g WHERE g.org_id = $1 AND ${condition} ${rest}`;

export const countGroups = (condition: string): string =>
  `SELECT count(*)::int AS total FROM org_group g WHERE g.org_id = $1 AND ${condition}`;

const PEOPLE = `
SELECT group_id AS "groupId", user_id AS "userId" FROM group_member
WHERE org_id = $1 AND group_id = ANY($2::uuid[]) ORDER BY group_id, created_at, user_id`;

/** The ids of the people in each group, by its id. */
export async function membersOfGroups(
  manager: EntityManager,
  orgId: string,
  groupIds: readonly string[],
): Promise<Map<string, string[]>> {
  const members = new Map<string, string[]>(groupIds.map((id) => [id, []]));
  if (groupIds.length === 0) return members;
  const rows = await manager.query<{ groupId: string; userId: string }[]>(PEOPLE, [orgId, groupIds]);
  for (const { groupId, userId } of rows) members.get(groupId)?.push(userId);
  return members;
}
