import type { MigrationClass } from '@muster/platform';
import { Identity1764000100000 } from './migrations/1764000100000-identity';

export { AccountsService, type LoginInput, type PasswordChange } from './accounts/accounts.service';
export type { FirstAdministrator, RegistrationInput } from './accounts/registration.service';
export { User } from './accounts/user.entity';
export { type Actor, type CredentialKind, type Role, ROLES } from './actors/actor';
export { Authenticator } from './actors/authenticator.service';
export { IdentityHints } from './actors/identity.hints';
export { IdentityModule } from './identity.module';
export { IdentitySettings } from './identity.settings';
export { InviteCode } from './invites/invite-code.entity';
export { InvitesService } from './invites/invites.service';
export { Membership } from './organizations/membership.entity';
export { MembershipsService } from './organizations/memberships.service';
export { Organization } from './organizations/organization.entity';
export { OrganizationsService } from './organizations/organizations.service';
export { allows, type Permission, PERMISSIONS, type Requirement } from './permissions/permissions';
export type { Session } from './tokens/sessions.service';

export const identityMigrations: MigrationClass[] = [Identity1764000100000];
