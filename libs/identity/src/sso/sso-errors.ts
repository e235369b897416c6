import { DomainError, UnauthenticatedError, UnavailableError } from '@muster/platform';

/** Whoever comes back is not who went, or comes too late or twice. */
export const lostWay = (): UnauthenticatedError =>
  new UnauthenticatedError(
    'This sign-in was not begun in this browser, is over, or took too long: begin again',
    'sso_state',
  );

/** The provider did not vouch, or its word does not hold. */
export const notVouched = (why: string, cause?: unknown): DomainError =>
  new DomainError(
    'unauthenticated',
    `The identity provider did not sign you in: ${why}`,
    { reason: 'sso_refused' },
    { cause },
  );

/** The provider vouches for them, and yet they may not come in. */
export const notAdmitted = (why: string): DomainError =>
  new DomainError('forbidden', why, { reason: 'sso_not_admitted' });

/** The provider cannot be asked, or not as it is configured here. */
export const providerFails = (why: string, cause?: unknown): UnavailableError =>
  new UnavailableError(
    `The identity provider cannot be used: ${why}`,
    { reason: 'sso_unavailable' },
    { cause },
  );
