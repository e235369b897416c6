import type { MigrationClass } from '@muster/platform';
import { Identity1764000100000 } from './migrations/1764000100000-identity';

export { type Actor, type CredentialKind, type Role, ROLES } from './actors/actor';
export { allows, type Permission, PERMISSIONS, type Requirement } from './permissions/permissions';

export const identityMigrations: MigrationClass[] = [Identity1764000100000];
