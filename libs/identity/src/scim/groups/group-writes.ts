import type { EntityManager } from 'typeorm';
import { unknownMember } from './group-document';

interface Place {
  orgId: string;
  groupId: string;
}

const ADD = `
WITH wanted AS (
  SELECT DISTINCT unnest($3::uuid[]) AS user_id
), known AS (
  SELECT wanted.user_id FROM wanted JOIN membership m ON m.user_id = wanted.user_id AND m.org_id = $2
  JOIN app_user u ON u.id = m.user_id AND u.kind = 'person'
), added AS (
  INSERT INTO group_member (group_id, user_id, org_id) SELECT $1, user_id, $2 FROM known
  ON CONFLICT DO NOTHING RETURNING user_id
)
SELECT wanted.user_id AS id, known.user_id IS NULL AS unknown, added.user_id IS NOT NULL AS added
FROM wanted LEFT JOIN known USING (user_id) LEFT JOIN added USING (user_id)`;

const REMOVE = `
DELETE FROM group_member WHERE group_id = $1 AND org_id = $2 AND user_id = ANY($3::uuid[]) RETURNING user_id AS id`;

const KEEP_ONLY = `
DELETE FROM group_member WHERE group_id = $1 AND org_id = $2 AND NOT user_id = ANY($3::uuid[])
RETURNING user_id AS id`;

/** Answers who is new. Throws `InvalidError`, reason `invalidValue`, for somebody who is no member of the organization. */
export async function addMembers(
  manager: EntityManager,
  { orgId, groupId }: Place,
  userIds: readonly string[],
): Promise<string[]> {
  if (userIds.length === 0) return [];
  const rows = await manager.query<{ id: string; unknown: boolean; added: boolean }[]>(ADD, [
    groupId,
    orgId,
    userIds,
  ]);
  const stranger = rows.find(({ unknown }) => unknown);
  if (stranger) throw unknownMember(stranger.id);
  return rows.filter(({ added }) => added).map(({ id }) => id);
}

/** Answers who left. */
export const removeMembers = (
  manager: EntityManager,
  place: Place,
  userIds: readonly string[],
): Promise<string[]> => leaving(manager, REMOVE, place, userIds);

/** Removes everybody else; answers who left. */
export const keepOnly = (
  manager: EntityManager,
  place: Place,
  userIds: readonly string[],
): Promise<string[]> => leaving(manager, KEEP_ONLY, place, userIds);

async function leaving(
  manager: EntityManager,
  statement: string,
  { orgId, groupId }: Place,
  userIds: readonly string[],
): Promise<string[]> {
  const [rows] = await manager.query<[{ id: string }[], number]>(statement, [groupId, orgId, userIds]);
  return rows.map(({ id }) => id);
}

export async function memberIds(manager: EntityManager, { orgId, groupId }: Place): Promise<string[]> {
  const rows = await manager.query<{ id: string }[]>(
    'SELECT user_id AS id FROM group_member WHERE group_id = $1 AND org_id = $2',
    [groupId, orgId],
  );
  return rows.map(({ id }) => id);
}
