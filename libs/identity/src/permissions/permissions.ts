import { type Actor, type CredentialKind, type Role, ROLES } from '../actors/actor';

/**
 * What a permission asks for: at least this role in the active organization; `session`: a person who signed in,
 * whatever the role, never a key or a program; `admin_session`: the same, who is administrator of the active
 * organization; `instance_admin`: the administrator of the installation.
 */
export type Requirement = Role | 'session' | 'admin_session' | 'instance_admin';

/** The one table of permissions. The part before the colon is the group that scopes of a credential name. */
export const PERMISSIONS = {
  'profile:read': 'viewer',
  'profile:write': 'viewer',
  'credentials:read': 'session',
  'credentials:write': 'session',
  'clients:read': 'admin_session',
  'clients:write': 'admin_session',
  'identity-providers:read': 'admin_session',
  'identity-providers:write': 'admin_session',
  'sessions:read': 'admin',
  'sessions:write': 'admin',
  'organizations:read': 'viewer',
  'organizations:write': 'viewer',
  // Whom somebody may invite and remove is a matter of both their roles.
  'members:read': 'viewer',
  'members:write': 'operator',
  'users:read': 'admin',
  'users:write': 'admin',
  'roles:read': 'admin',
  'roles:write': 'admin',
  'audit:read': 'admin',
  'settings:read': 'instance_admin',
  'settings:write': 'instance_admin',
  'security:read': 'instance_admin',
  'security:write': 'instance_admin',
  'documents:read': 'viewer',
  'documents:write': 'operator',
  'tasks:read': 'viewer',
  'tasks:write': 'operator',
  'runs:read': 'viewer',
  'runs:write': 'operator',
  // Makes something known to people who are not here.
  'shares:read': 'viewer',
  'shares:write': 'operator',
  'events:read': 'viewer',
  'models:read': 'viewer',
  'models:write': 'instance_admin',
  'invites:read': 'instance_admin',
  'invites:write': 'instance_admin',
} as const satisfies Record<`${string}:${'read' | 'write'}`, Requirement>;

export type Permission = keyof typeof PERMISSIONS;

/** What a request without a credential may do in the public workspace: work, but nothing about accounts. */
export const ANONYMOUS_SCOPES: readonly Permission[] = [
  'documents:read',
  'documents:write',
  'tasks:read',
  'tasks:write',
  'runs:read',
  'runs:write',
  'events:read',
  'models:read',
];

const RANK = Object.fromEntries(ROLES.map((role, rank) => [role, rank])) as Record<Role, number>;

/** Whether the actor's role grants the permission and the scopes of the credential, if any, leave it. */
export function allows(actor: Actor, permission: Permission): boolean {
  const requirement: Requirement = PERMISSIONS[permission];
  return meets(actor, requirement) && (!actor.scopes || inScope(actor.scopes, permission, requirement));
}

/** Whether the actor's role alone would grant it. */
export const roleAllows = (actor: Actor, permission: Permission): boolean =>
  meets(actor, PERMISSIONS[permission]);

/** Whether it takes somebody who signed in themselves: no key and no program has it, whatever its scopes are called. */
export const isPersonal = (requirement: Requirement): boolean =>
  requirement === 'session' || requirement === 'admin_session';

/** What people get who sign in themselves. */
const SIGNED_IN = new Set<CredentialKind>(['access_token', 'plan_token']);

function meets(actor: Actor, requirement: Requirement): boolean {
  if (requirement === 'instance_admin') return actor.instanceAdmin;
  if (isPersonal(requirement) && !SIGNED_IN.has(actor.credential)) return false;
  if (requirement === 'session') return true;
  return RANK[actor.role] >= RANK[requirement === 'admin_session' ? 'admin' : requirement];
}

/**
 * A scope is a permission, or `read`, `write` or `admin` for all groups. `write` implies `read`; what only
 * administrators may do needs `admin` or the permission by name.
 */
export function inScope(scopes: readonly string[], permission: string, requirement: Requirement): boolean {
  const [group = '', verb] = permission.split(':');
  const accepted = [permission, `${group}:write`, 'admin'];
  const administrative = requirement === 'admin' || requirement === 'instance_admin';
  if (!administrative) accepted.push('write', ...(verb === 'read' ? ['read'] : []));
  return accepted.some((scope) => scopes.includes(scope));
}
