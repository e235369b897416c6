import type { EntityManager, FindOptionsWhere } from 'typeorm';
import { ConflictError } from '@muster/platform';
import { Membership } from './membership.entity';
import { Organization } from './organization.entity';

/** One change of members at a time per organization, so that two administrators cannot remove each other at once. */
export const lockMembers = (manager: EntityManager, orgId: string): Promise<unknown> =>
  manager.findOne(Organization, { where: { id: orgId }, lock: { mode: 'for_no_key_update' } });

/** Before one member stops being administrator. Throws `ConflictError` with reason `last_admin`. */
export async function keepAnAdministrator(
  manager: EntityManager,
  { orgId, role }: Membership,
): Promise<void> {
  if (role !== 'admin') return;
  const administrators = await manager.countBy(Membership, administering(orgId));
  if (administrators < 2) throw lastAdministrator();
}

/** After many members changed at once. Throws as `keepAnAdministrator` does, for the caller to roll back. */
export async function requireAnAdministrator(manager: EntityManager, orgId: string): Promise<void> {
  if (!(await manager.existsBy(Membership, administering(orgId)))) throw lastAdministrator();
}

/** When the last owner is gone, whoever has been administrator for longest follows. */
export async function keepAnOwner(manager: EntityManager, orgId: string): Promise<void> {
  await manager.query(
    `UPDATE membership SET owner = true WHERE org_id = $1 AND user_id = (
       SELECT user_id FROM membership WHERE org_id = $1 AND role = 'admin'
         AND EXISTS (SELECT FROM app_user WHERE id = user_id AND kind = 'person')
       ORDER BY created_at, user_id LIMIT 1
     ) AND NOT EXISTS (SELECT FROM membership WHERE org_id = $1 AND role = 'admin' AND owner)`,
    [orgId],
  );
}

/** A program may be administrator, but leaves nobody in charge. */
const administering = (orgId: string): FindOptionsWhere<Membership> => ({
  orgId,
  role: 'admin',
  user: { kind: 'person' },
});

const lastAdministrator = (): ConflictError =>
  new ConflictError('An organization needs an administrator', { reason: 'last_admin' });
