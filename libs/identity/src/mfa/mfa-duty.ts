import type { Role } from '../actors/actor';
import type { SecurityConfig } from '../policy/security-config';

const HOUR_MS = 3_600_000;

/**
 * By when somebody in this role needs a second factor, in milliseconds since 1970; undefined: never. The time to set
 * one up begins when the rule or the role came to them, whichever was later.
 */
export function secondFactorBy(
  { mfa }: SecurityConfig,
  { role, since }: { role: Role; since: number },
): number | undefined {
  if (!mfa.enabled || !mfa.requiredRoles.includes(role)) return undefined;
  const ruleSince = Date.parse(mfa.requiredSince[role] ?? '') || 0;
  return Math.max(since, ruleSince) + mfa.gracePeriodHours * HOUR_MS;
}
