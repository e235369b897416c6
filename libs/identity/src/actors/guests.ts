import { ForbiddenError } from '@muster/platform';
import type { Actor } from './actor';

/**
 * Throws `ForbiddenError` for somebody whom one organization's provider let in while the account is of use elsewhere or
 * owns the organization: otherwise whoever runs that provider could take the account over, and with it what it is there.
 */
export function refuseGuest({ guest }: Actor): void {
  if (guest)
    throw new ForbiddenError(
      'The account is not of this organization alone, or owns it: sign in without its provider to change it',
    );
}
