import type { Role } from '../actors/actor';
import type { Membership } from './membership.entity';

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

/** Whom somebody may invite and remove. */
const MANAGES: Record<OrgRole, readonly OrgRole[]> = {
  owner: ['owner', 'admin', 'member', 'viewer'],
  admin: ['admin', 'member', 'viewer'],
  member: [],
  viewer: [],
};

export function orgRoleOf({ role, owner }: Pick<Membership, 'role' | 'owner'>): OrgRole {
  if (role === 'admin' && owner) return 'owner';
  return role === 'operator' ? 'member' : role;
}

export const manages = (manager: OrgRole, other: OrgRole): boolean => MANAGES[manager].includes(other);
