import { randomBytes } from 'node:crypto';
import type { EntityManager } from 'typeorm';
import { User } from '../accounts/user.entity';
import { Membership } from '../organizations/membership.entity';
import type { Standing } from '../organizations/org-roles';

/** Reserved: no mail ever goes there, and nobody can own an address of it. */
const DOMAIN = 'service.muster.invalid';

/** The account that a program acts as: a member like others, but without a password or any other way to sign in. */
export async function openServiceAccount(
  manager: EntityManager,
  { orgId, name, standing }: { orgId: string; name: string; standing: Standing },
): Promise<string> {
  const username = `service-${randomBytes(8).toString('hex')}`;
  const account = { kind: 'service', username, email: `${username}@${DOMAIN}`, name } as const;
  const { id } = await manager.save(manager.create(User, account));
  const { role, customRole } = standing;
  await manager.insert(Membership, { userId: id, orgId, role, customRoleId: customRole?.id ?? null });
  return id;
}

/** A program that is switched off is shut out like a suspended member, with what runs in its name. */
export async function suspendServiceAccount(
  manager: EntityManager,
  { orgId, userId }: { orgId: string; userId: string },
  suspended: boolean,
): Promise<void> {
  await manager.update(Membership, { orgId, userId }, { suspendedAt: suspended ? () => 'now()' : null });
}

/** The account stays, so that what it made and did keeps its name; it is a member of nothing and can do nothing. */
export async function closeServiceAccount(manager: EntityManager, userId: string): Promise<void> {
  await manager.update(User, { id: userId, kind: 'service' }, { active: false });
  await manager.delete(Membership, { userId });
}
