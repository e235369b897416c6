import { ForbiddenError } from '@muster/platform';
import type { Actor } from './actor';

/**
 * Throws `ForbiddenError` for somebody whom one organization's provider let in while the account is of use elsewhere:
 * otherwise whoever runs that provider could take the account over, and with it what it is elsewhere.
 */
export function refuseGuest({ guest }: Actor): void {
  if (guest)
    throw new ForbiddenError(
      'The account is not of this organization alone: sign in without its provider to change it',
    );
}
