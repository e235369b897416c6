import { DOCUMENTED_OPERATIONS } from '@muster/contracts';
import { ForbiddenError, InvalidError } from '@muster/platform';
import type { Actor } from '../actors/actor';
import {
  changesThings,
  inScope,
  isFullAdministrator,
  isPersonal,
  type Permission,
  PERMISSIONS,
  roleAllows,
} from '../permissions/permissions';

const GENERAL = ['read', 'write', 'admin'];

const groupOf = (permission: string): string => permission.split(':')[0] ?? '';

/** What no key may touch, whatever it is called. */
const CLOSED = new Set([
  'auth',
  ...Object.entries(PERMISSIONS).flatMap(([permission, requirement]) =>
    isPersonal(requirement) ? [groupOf(permission)] : [],
  ),
]);

/** Groups of routes by the first segment of their path, and of permissions. */
const GROUPS = new Set(
  [
    ...DOCUMENTED_OPERATIONS.map(({ path }) => /^\/api\/v1\/([a-z-]+)/.exec(path)?.[1] ?? ''),
    ...Object.keys(PERMISSIONS).map(groupOf),
  ].filter((group) => group && !CLOSED.has(group)),
);

/**
 * The scopes, each once. Throws `InvalidError` with reason `scope` for one that there is not, `ForbiddenError` for one
 * above the actor's own role.
 */
export function checkedScopes(actor: Actor, scopes: readonly string[]): string[] {
  const unknown = scopes.filter((scope) => !isScope(scope));
  if (unknown.length > 0)
    throw new InvalidError(`Unknown scope: ${unknown.join(', ').slice(0, 200)}`, undefined, 'scope');
  const above = scopes.filter((scope) => !within(actor, scope));
  if (above.length > 0) throw new ForbiddenError(`Your role does not have the scope ${above.join(', ')}`);
  return [...new Set(scopes)];
}

function isScope(scope: string): boolean {
  const [group = '', verb = '', ...rest] = scope.split(':');
  if (scope === group) return GENERAL.includes(scope);
  return rest.length === 0 && GROUPS.has(group) && (verb === 'read' || verb === 'write');
}

function within(actor: Actor, scope: string): boolean {
  if (scope === 'read') return true;
  if (scope === 'admin') return isFullAdministrator(actor) || actor.instanceAdmin;
  if (scope === 'write') return changesThings(actor);
  if (Object.hasOwn(PERMISSIONS, scope)) return roleAllows(actor, scope as Permission);
  return scope.endsWith(':read') || changesThings(actor);
}

/** Whether whoever has these scopes has this one, too. */
export function covers(scopes: readonly string[], scope: string): boolean {
  if (scope === 'admin') return scopes.includes('admin');
  if (scope === 'write') return ['write', 'admin'].some((one) => scopes.includes(one));
  if (scope === 'read') return ['read', 'write', 'admin'].some((one) => scopes.includes(one));
  if (!isScope(scope)) return false;
  const known = Object.hasOwn(PERMISSIONS, scope) ? PERMISSIONS[scope as Permission] : 'viewer';
  return inScope(scopes, scope, known);
}
