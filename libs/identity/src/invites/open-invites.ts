import type { EntityManager } from 'typeorm';

/** Withdraws the open invitation to the organization that would let this person in again. */
export const withdrawInvitesOf = async (
  manager: EntityManager,
  { orgId, userId }: { orgId: string; userId: string },
): Promise<void> => {
  await manager.query(
    `DELETE FROM organization_invite WHERE org_id = $1 AND accepted_at IS NULL
     AND email = (SELECT email FROM app_user WHERE id = $2)`,
    [orgId, userId],
  );
};
