import { ConflictError, InvalidError } from '@muster/platform';
import { ROLES } from '../actors/actor';
import { ORG_ROLES } from '../organizations/org-roles';
import { GRANTABLE, type Permission } from '../permissions/permissions';

const RESERVED = new Set<string>([...ROLES, ...ORG_ROLES]);

/** What tells names apart. */
export const roleKey = (name: string): string =>
  name.normalize('NFKC').trim().replace(/\s+/g, ' ').toLowerCase();

/** The same for a new name. Throws `ConflictError` with reason `exists` for that of a built-in role. */
export function nameKeyOf(name: string): string {
  const key = roleKey(name);
  if (RESERVED.has(key)) throw taken(name);
  return key;
}

/**
 * Each once, in the order of the table; who may change something may see it. Throws `InvalidError` for what no role of
 * an organization can grant.
 */
export function checkedPermissions(names: readonly string[]): Permission[] {
  const wrong = names.filter((name) => !GRANTABLE.includes(name as Permission));
  if (wrong.length > 0)
    throw new InvalidError('Validation failed', {
      permissions: `no role can grant ${wrong.join(', ').slice(0, 200)}`,
    });
  const wanted = new Set(names.flatMap((name) => [name, name.replace(/:write$/, ':read')]));
  return GRANTABLE.filter((permission) => wanted.has(permission));
}

export const taken = (name: string): ConflictError =>
  new ConflictError(`There is a role ${name} already`, {
    reason: 'exists',
    fields: { name: 'already exists' },
  });
