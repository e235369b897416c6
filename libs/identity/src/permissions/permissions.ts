import { type Actor, type CredentialKind, type Role, ROLES } from '../actors/actor';

/**
 * What a permission asks for: at least this role in the active organization; `session`: a person who signed in,
 * whatever the role, never a key or a program; `admin_session`: the same with the built-in role of administrators; `instance_admin`: the administrator of the installation.
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
  'members:read': 'viewer',
  // Whom somebody may invite and remove is a matter of both their roles: see `manages`.
  'members:write': 'admin',
  'users:read': 'admin',
  'users:write': 'admin',
  'roles:read': 'admin',
  'roles:write': 'admin',
  'audit:read': 'admin',
  // People and groups, on behalf of an identity provider.
  'scim:read': 'admin',
  'scim:write': 'admin',
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
  'organization-runs:read': 'admin',
  'organization-runs:write': 'admin',
  'agents:read': 'viewer',
  'agents:write': 'operator',
  'workers:read': 'viewer',
  'workers:write': 'operator',
  // Which machines are given the organization's tasks.
  'organization-workers:read': 'admin',
  'organization-workers:write': 'admin',
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

/** What concerns people themselves: every member has it, whatever the role. */
export const PERSONAL: ReadonlySet<Permission> = new Set([
  'profile:read',
  'profile:write',
  'organizations:read',
  'organizations:write',
]);

/** Whether it takes somebody who signed in themselves: no key and no program has it, whatever its scopes are called. */
export const isPersonal = (requirement: Requirement): requirement is 'session' | 'admin_session' =>
  requirement === 'session' || requirement === 'admin_session';

/** What roles of an organization can grant; the rest takes a person who signed in, or the installation's administrator. */
export const GRANTABLE = (Object.keys(PERMISSIONS) as Permission[]).filter((permission) => {
  const requirement: Requirement = PERMISSIONS[permission];
  return !isPersonal(requirement) && requirement !== 'instance_admin';
});

/** What a built-in role grants. */
export const permissionsOf = (role: Role): Permission[] =>
  GRANTABLE.filter((permission) => RANK[role] >= RANK[PERMISSIONS[permission] as Role]);

/** Whether the actor's role grants the permission and the scopes of the credential, if any, leave it. */
export function allows(actor: Actor, permission: Permission): boolean {
  const requirement: Requirement = PERMISSIONS[permission];
  return meets(actor, permission) && (!actor.scopes || inScope(actor.scopes, permission, requirement));
}

/** Whether the actor's role alone would grant it. */
export const roleAllows = (actor: Actor, permission: Permission): boolean => meets(actor, permission);

/** Whether somebody may hand out these permissions: nobody gives what they do not have. */
export const allowsAll = (actor: Actor, permissions: Iterable<string>): boolean =>
  [...permissions].every((permission) => allows(actor, permission as Permission));

/** Whether the role grants whatever an administrator of the organization has. */
export const isFullAdministrator = (actor: Actor): boolean =>
  permissionsOf('admin').every((permission) => roleAllows(actor, permission));

/** Whether the role lets somebody change what belongs to the organization. */
export const changesThings = (actor: Actor): boolean =>
  GRANTABLE.some(
    (permission) =>
      permission.endsWith(':write') && !PERSONAL.has(permission) && roleAllows(actor, permission),
  );

/** Whose rows the actor reaches: with the permission everybody's in the organization, else their own. */
export const reachOf = (actor: Actor, everybodys: Permission): { orgId: string; userId?: string } =>
  roleAllows(actor, everybodys) ? { orgId: actor.orgId } : { orgId: actor.orgId, userId: actor.userId };

/**
 * Whether the actor's administration of the installation reaches beyond the active organization. A key is of one
 * organization, unless its scopes say that it administers.
 */
export const isInstallationWide = ({ instanceAdmin, scopes }: Actor): boolean =>
  instanceAdmin && (!scopes || scopes.includes('admin'));

/** What people get who sign in themselves. */
export const SIGNED_IN: ReadonlySet<CredentialKind> = new Set(['access_token', 'plan_token']);

function meets(actor: Actor, permission: Permission): boolean {
  const requirement: Requirement = PERMISSIONS[permission];
  if (requirement === 'instance_admin') return actor.instanceAdmin;
  if (isPersonal(requirement) && !SIGNED_IN.has(actor.credential)) return false;
  if (requirement === 'session') return true;
  if (requirement === 'admin_session') return actor.role === 'admin' && !actor.permissions;
  if (actor.permissions) return PERSONAL.has(permission) || actor.permissions.has(permission);
  return RANK[actor.role] >= RANK[requirement];
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
