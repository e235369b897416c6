import type { EntityManager } from 'typeorm';
import { ConflictError } from '@muster/platform';
import { User } from '../accounts/user.entity';

/** One at a time in the whole installation: two organizations could each shut out one of the last two. */
const LOCK = 'SELECT id FROM app_user WHERE instance_admin AND active ORDER BY id FOR NO KEY UPDATE';

const REMAINING = `
SELECT FROM app_user WHERE instance_admin AND active
  AND EXISTS (SELECT FROM membership WHERE user_id = app_user.id AND suspended_at IS NULL)
LIMIT 1`;

/**
 * After somebody lost a membership or was suspended in it, within the caller's transaction: whoever belongs to no
 * organization cannot sign in, and an organization must not leave the installation without its last administrator. Throws
 * `ConflictError` with reason `last_instance_admin`, for the caller to roll back.
 */
export async function keepInstallationAdministrator(manager: EntityManager, userId: string): Promise<void> {
  const administers = { id: userId, instanceAdmin: true, active: true };
  if (!(await manager.existsBy(User, administers))) return;
  await manager.query(LOCK);
  const remaining = await manager.query<object[]>(REMAINING);
  if (remaining.length === 0)
    throw new ConflictError(
      'The installation needs an administrator, and this is the last one who belongs to an organization',
      { reason: 'last_instance_admin' },
    );
}
