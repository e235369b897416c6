import type { EntityManager } from 'typeorm';
import { checkFields, normaliseLogin, normaliseName } from '../accounts/account-fields';
import { openAccount } from '../accounts/open-account';
import type { User } from '../accounts/user.entity';
import type { Role } from '../actors/actor';
import { Membership } from '../organizations/membership.entity';

const LONGEST_NAME = 255;

interface NewMember {
  orgId: string;
  email: string;
  name?: string;
  role: Role;
  customRoleId: string | null;
}

/**
 * An account without a password, as a member, within the caller's transaction. Its address counts as nobody's until
 * somebody shows that they read it. Throws `InvalidError` for an address that is none, `ConflictError` for one that is
 * taken.
 */
export async function newMember(
  manager: EntityManager,
  { orgId, role, customRoleId, ...person }: NewMember,
): Promise<User> {
  const email = normaliseLogin(person.email);
  const account = { email, name: nameFrom(person.name, email) };
  checkFields(account);
  const user = await openAccount(manager, account);
  await manager.insert(Membership, { userId: user.id, orgId, role, customRoleId });
  return user;
}

/** What others call somebody may hold what we do not store. */
function nameFrom(given: string | undefined, email: string): string {
  const name = normaliseName((given ?? '').replace(/[\p{Cc}\p{Cs}]/gu, ' ')).slice(0, LONGEST_NAME);
  return name.trim() === '' ? email.slice(0, email.lastIndexOf('@')) : name.trim();
}
