import type { Actor, Role } from '../actors/actor';
import { allowsAll, permissionsOf } from '../permissions/permissions';
import type { CustomRole } from '../roles/custom-role.entity';

/** What people are in an organization, to its owners: an owner is an administrator whom only owners may touch. */
export const ORG_ROLES = ['owner', 'admin', 'member', 'viewer'] as const;
export type OrgRole = (typeof ORG_ROLES)[number];

/** How each is written down. */
export const MEMBERSHIPS: Record<OrgRole, { role: Role; owner: boolean }> = {
  owner: { role: 'admin', owner: true },
  admin: { role: 'admin', owner: false },
  member: { role: 'operator', owner: false },
  viewer: { role: 'viewer', owner: false },
};

/** A built-in role, or a custom one, as somebody has it or is to have it. */
export interface Standing {
  role: Role;
  owner?: boolean;
  customRole?: CustomRole | null;
}

/** As what a custom role is shown, for one of its base. */
export function orgRoleOf({ role, owner }: Standing): OrgRole {
  if (role === 'admin' && owner) return 'owner';
  return role === 'operator' ? 'member' : role;
}

export const grantedBy = ({ role, customRole }: Standing): readonly string[] =>
  customRole?.permissions ?? permissionsOf(role);

/** Whether the actor has the rights of an owner, and not by the word of a provider that an administrator may run. */
export const actsAsOwner = ({ confined }: Actor, own: Standing | null): boolean =>
  own !== null && orgRoleOf(own) === 'owner' && !confined;

/**
 * Whether the actor may bring somebody into this standing, or take them out of it: nobody who may do more than the
 * actor, and owners only if the actor acts as one. Whether the actor may manage people at all is another permission.
 */
export const manages = (actor: Actor, own: Standing | null, other: Standing): boolean =>
  (!other.owner || actsAsOwner(actor, own)) && allowsAll(actor, grantedBy(other));
