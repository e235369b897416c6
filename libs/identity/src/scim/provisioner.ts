import { ForbiddenError } from '@muster/platform';
import type { Actor } from '../actors/actor';
import { isFullAdministrator } from '../permissions/permissions';

/**
 * Groups may stand for any role, and a role may be said of anybody: whoever provisions could make an administrator, and
 * so must be one, however narrow the scopes of the credential are. Throws `ForbiddenError`.
 */
export function requireProvisioner(actor: Actor): void {
  if (!isFullAdministrator(actor))
    throw new ForbiddenError('Only administrators of the organization provision people');
}
