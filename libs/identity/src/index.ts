import type { MigrationClass } from '@muster/platform';

export { type Actor, type CredentialKind, type Role, ROLES } from './actors/actor';
export { allows, type Permission, PERMISSIONS, type Requirement } from './permissions/permissions';

export const identityMigrations: MigrationClass[] = [];
