import type { MigrationClass } from '@muster/platform';

export { type Actor, type CredentialKind, type Role, ROLES } from './actors/actor';
export const identityMigrations: MigrationClass[] = [];
