import { randomUUID } from 'node:crypto';
import type { EntityManager } from 'typeorm';
import { ConflictError } from '@muster/platform';
import { openAccount } from '../../accounts/open-account';
import { usernamesFor } from '../../accounts/usernames';
import type { Role } from '../../actors/actor';
import { domainOf } from '../../organizations/mail-domains';
import { Membership } from '../../organizations/membership.entity';
import { filterSql } from '../filters/filter-sql';
import { SqlValues } from '../filters/sql-values';
import { notUnique } from '../scim-errors';
import { USER_ATTRIBUTES } from './user-attributes';
import { fullName, mainEmail, type UserDocument } from './user-document';
import { MEMBERS } from './user-rows';

const ACCOUNT = `
SELECT id, kind = 'person' AND verified_email = email AS verified, provisioned_by = $2 AS ours,
  kind = 'person' AND EXISTS (SELECT FROM membership m WHERE m.user_id = app_user.id AND m.org_id = $2) AS member,
  EXISTS (SELECT FROM provisioned_user p WHERE p.user_id = app_user.id AND p.org_id = $2) AS provisioned
FROM app_user WHERE email = $1`;

interface Account {
  id: string;
  /** Somebody showed that they read the address. */
  verified: boolean | null;
  /** This organization made it. */
  ours: boolean | null;
  member: boolean;
  provisioned: boolean;
}

/** Nothing is ever delivered there (RFC 2606). */
const NOWHERE = 'muster.invalid';

const TAKEN = 'A user with this userName or e-mail address exists already';

/**
 * Makes a member of whom the document speaks, within the caller's transaction, and answers the id. Somebody who has an
 * account is taken in if they are a member already, if this organization made the account, or if it owns their mail
 * domain and they have shown that the address is theirs. Throws `ConflictError` with reason `uniqueness`, which says
 * nothing of why.
 */
export async function admit(
  manager: EntityManager,
  orgId: string,
  document: UserDocument,
  role: Role,
): Promise<string> {
  const email = mainEmail(document);
  const [account] = await manager.query<Account[]>(ACCOUNT, [email, orgId]);
  await refuseTakenName(manager, orgId, document.userName, account?.id);
  if (account?.member && !account.provisioned) return account.id;
  if (account && !(await mayJoin(manager, orgId, account, email ?? ''))) throw notUnique(TAKEN);
  const userId = account?.id ?? (await makeAccount(manager, orgId, document));
  await manager.insert(Membership, { userId, orgId, role });
  return userId;
}

/** Throws as `admit` does where another member goes by this name. */
export async function refuseTakenName(
  manager: EntityManager,
  orgId: string,
  userName: string,
  userId: string | undefined,
): Promise<void> {
  const values = new SqlValues(orgId);
  const condition = filterSql(
    { kind: 'compare', path: 'username', operator: 'eq', value: userName },
    USER_ATTRIBUTES,
    values,
  );
  const rows = await manager.query<{ id: string }[]>(
    `SELECT m.user_id AS id FROM ${MEMBERS} WHERE m.org_id = $1 AND ${condition}`,
    values.all,
  );
  if (rows.some(({ id }) => id !== userId)) throw notUnique(TAKEN);
}

async function mayJoin(
  manager: EntityManager,
  orgId: string,
  { verified, ours, member }: Account,
  email: string,
): Promise<boolean> {
  if (member) return false;
  if (ours) return true;
  const owned = await manager.query<object[]>(
    'SELECT FROM organization WHERE id = $1 AND email_domain = $2',
    [orgId, domainOf(email)],
  );
  return verified === true && owned.length > 0;
}

/** Nobody has a password for it. Without an address it has one that leads nowhere, and nobody signs in by it. */
async function makeAccount(manager: EntityManager, orgId: string, document: UserDocument): Promise<string> {
  const email = mainEmail(document);
  const account = {
    email: email ?? `${randomUUID()}@${NOWHERE}`,
    name: fullName(document),
    provisionedBy: orgId,
  };
  try {
    const usernames = usernamesFor(email ?? `${document.userName}@`);
    return (await openAccount(manager, account, usernames)).id;
  } catch (error) {
    // Somebody in another organization was faster.
    throw error instanceof ConflictError ? notUnique(TAKEN) : error;
  }
}
