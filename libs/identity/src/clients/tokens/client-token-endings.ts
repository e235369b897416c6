import type { EntityManager } from 'typeorm';

/** Ends the tokens that are meant, as part of the caller's transaction; their ids are for `ClientTokens.announce`. */
export async function endTokens(manager: EntityManager, which: string, values: unknown[]): Promise<string[]> {
  const [rows] = await manager.query<[{ id: string }[], number]>(
    `UPDATE oauth_access_token SET revoked_at = now() WHERE revoked_at IS NULL AND ${which} RETURNING id`,
    values,
  );
  return rows.map(({ id }) => id);
}

/** Those of one program. */
export const endTokensOf = (manager: EntityManager, clientId: string): Promise<string[]> =>
  endTokens(manager, 'client_id = $1', [clientId]);

/** Those of the programs among these accounts. */
export const endTokensOfAccounts = (manager: EntityManager, userIds: readonly string[]): Promise<string[]> =>
  endTokens(manager, 'client_id IN (SELECT id FROM oauth_client WHERE user_id = ANY($1::uuid[]))', [userIds]);
