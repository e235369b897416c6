import type { UserFacts } from '../actors/user-facts.service';

/**
 * Whether somebody may work in an organization at all: the account is on, and they are a member who is not suspended.
 * Undefined: there is no such account.
 */
export const mayWork = (facts: UserFacts | undefined, orgId: string): boolean =>
  facts !== undefined && facts.active && facts.roles.has(orgId);

/** The same as a condition of a statement, of columns that it names. */
export const mayWorkSql = ({ userId, orgId }: { userId: string; orgId: string }): string => `EXISTS (
  SELECT FROM membership JOIN app_user ON app_user.id = membership.user_id
  WHERE membership.user_id = ${userId} AND membership.org_id = ${orgId}
    AND membership.suspended_at IS NULL AND app_user.active
)`;
