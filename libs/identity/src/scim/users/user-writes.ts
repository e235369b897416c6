import type { EntityManager } from 'typeorm';
import { normaliseLogin } from '../../accounts/account-fields';
import type { Actor } from '../../actors/actor';
import { applyGroupRoles, namedRole } from '../../groups/member-roles';
import { keepOwners } from '../../organizations/administrators';
import { keepInstallationAdministrator } from '../../organizations/installation-administrators';
import { Membership } from '../../organizations/membership.entity';
import { changeRole } from '../../roles/role-changes';
import { fullName, mainEmail, type UserDocument } from './user-document';

interface Member {
  orgId: string;
  userId: string;
}

const STORE = `
INSERT INTO provisioned_user
  (user_id, org_id, user_name, user_name_key, external_id, name, display_name, emails, email_keys, updated_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, now())
ON CONFLICT (user_id, org_id) DO UPDATE SET
  user_name = excluded.user_name, user_name_key = excluded.user_name_key, external_id = excluded.external_id,
  name = excluded.name, display_name = excluded.display_name, emails = excluded.emails,
  email_keys = excluded.email_keys, updated_at = excluded.updated_at`;

/** Writes down what the identity provider says, within the caller's transaction, which holds `lockMembers`. */
export async function store(
  manager: EntityManager,
  { orgId, userId }: Member,
  document: UserDocument,
): Promise<void> {
  const { userName, externalId, name, displayName, emails } = document;
  const keys = emails.map(({ value }) => normaliseLogin(value));
  await manager.query(STORE, [
    userId,
    orgId,
    userName,
    normaliseLogin(userName),
    externalId,
    JSON.stringify(name),
    displayName,
    JSON.stringify(emails),
    keys,
  ]);
}

/** $1 user, $2 organization. Those that work elsewhere go on. */
const END_SESSIONS = `
UPDATE user_session SET revoked_at = now()
WHERE user_id = $1 AND revoked_at IS NULL AND (org_id = $2 OR NOT EXISTS (
  SELECT FROM membership WHERE user_id = $1 AND org_id <> $2 AND suspended_at IS NULL))`;

/**
 * Who is suspended is signed out, too: once it is over they sign in anew. Throws as `keepOwners` does, and as
 * `keepInstallationAdministrator`.
 */
export async function setActive(
  manager: EntityManager,
  actor: Actor,
  userId: string,
  active: boolean,
): Promise<void> {
  const { orgId } = actor;
  const membership = await manager.findOneByOrFail(Membership, { orgId, userId });
  if (active === !membership.suspendedAt) return;
  await keepOwners(manager, actor, membership);
  await manager.update(Membership, { orgId, userId }, { suspendedAt: active ? null : () => 'now()' });
  if (active) return;
  // No hint about these: that they are suspended is heard of at once.
  await manager.query(END_SESSIONS, [userId, orgId]);
  await keepInstallationAdministrator(manager, userId);
}

/**
 * Gives the strongest role that any of these names is or stands for, unless the person is in a group that has one:
 * groups count more. Names that mean nothing here change nothing. Throws as `keepOwners` does.
 */
export async function setRoles(
  manager: EntityManager,
  actor: Actor,
  userId: string,
  names: readonly string[],
): Promise<void> {
  const { orgId } = actor;
  const next = await namedRole(manager, orgId, names);
  const membership = await manager.findOneByOrFail(Membership, { orgId, userId });
  if (!next || (next.role === membership.role && next.customRoleId === membership.customRoleId)) return;
  // Whatever else it is, it is not that of an administrator, or there is nothing to keep.
  await keepOwners(manager, actor, membership);
  await changeRole(manager, { orgId, userIds: [userId] }, { ...next, owner: false });
  await applyGroupRoles(manager, orgId, [userId]);
}

/**
 * Nobody's but this organization's, and without rights over the installation; an owner's address is theirs to change.
 * Nobody joins another organization meanwhile.
 */
const OWN_ACCOUNT = `
SELECT email FROM app_user
WHERE id = $1 AND kind = 'person' AND NOT instance_admin
  AND NOT EXISTS (SELECT FROM membership WHERE user_id = $1 AND (org_id <> $2 OR owner))
FOR UPDATE`;

/**
 * Carries a changed name or address over to the account, if it belongs to this organization alone. Throws what the
 * database says of an address that is taken. Answers the address before, if it has another now.
 */
export async function updateAccount(
  manager: EntityManager,
  { orgId, userId }: Member,
  before: UserDocument,
  after: UserDocument,
): Promise<{ movedFrom?: string }> {
  const email = mainEmail(after);
  const name = fullName(after);
  const moved = email !== null && email !== mainEmail(before);
  const renamed = name !== fullName(before);
  if (!moved && !renamed) return {};
  const [own] = await manager.query<{ email: string }[]>(OWN_ACCOUNT, [userId, orgId]);
  if (!own) return {};
  await manager.query(
    `UPDATE app_user SET email = coalesce($2, email), name = coalesce($3, name), updated_at = now() WHERE id = $1`,
    [userId, moved ? email : null, renamed ? name : null],
  );
  return moved && own.email !== email ? { movedFrom: own.email } : {};
}
