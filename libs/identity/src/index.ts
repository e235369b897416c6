import type { MigrationClass, SealedColumn } from '@muster/platform';
import { Identity1764000100000 } from './migrations/1764000100000-identity';
import { Groups1796010000000 } from './migrations/1796010000000-groups';
import { OAuthClients1796000000000 } from './migrations/1796000000000-oauth-clients';
import { SingleSignOn1796000010000 } from './migrations/1796000010000-single-sign-on';
import { Provisioning1796010100000 } from './migrations/1796010100000-provisioning';
import { OrganizationPeople1795900000000 } from './migrations/1795900000000-organization-people';
import { AccountLinks1796030000003 } from './migrations/1796030000003-account-links';
import { AccountNotices1796060000000 } from './migrations/1796060000000-account-notices';
import { KeysAtRest1796030000001 } from './migrations/1796030000001-keys-at-rest';
import { JobDoor1796030000000 } from './migrations/1796030000000-job-door';
import { SignInCodes1796070000001 } from './migrations/1796070000001-sign-in-codes';
import { Credentials1795800000000 } from './migrations/1795800000000-credentials';
import { CustomRoles1796020000000 } from './migrations/1796020000000-custom-roles';
import { ConfinedApiKeys1796080000000 } from './migrations/1796080000000-confined-api-keys';
import { GeneratedPasswords1796040000001 } from './migrations/1796040000001-generated-passwords';
import { KnownAddresses1796040000000 } from './migrations/1796040000000-known-addresses';

export { AccountsService, type LoginInput } from './accounts/accounts.service';
export { type ProfileChange, Profiles } from './accounts/profiles.service';
export {
  type FirstAdministrator,
  Registration,
  type RegistrationInput,
} from './accounts/registration.service';
export { type PasswordPolicy, User, type UserKind } from './accounts/user.entity';
export { type Actor, type CredentialKind, NO_ORGANIZATION, type Role, ROLES } from './actors/actor';
export { Authenticator } from './actors/authenticator.service';
export { IdentityHints } from './actors/identity.hints';
export { RuleHints } from './actors/rule.hints';
export { type PlanBearer, planBearerOf } from './actors/plan-bearer';
export { UserFactsService } from './actors/user-facts.service';
export { ApiKey } from './api-keys/api-key.entity';
export { type ApiKeyCreate, ApiKeysService } from './api-keys/api-keys.service';
export type { ClientCredentials } from './clients/client-authentication.service';
export { ClientTokens, type IssuedToken } from './clients/tokens/client-tokens.service';
export {
  type ClientChange,
  type ClientDetails,
  type ClientInput,
  ClientsService,
} from './clients/clients.service';
export { OAuthClient } from './clients/oauth-client.entity';
export { GroupRole } from './groups/group-role.entity';
export { type GroupRoleInput, GroupRoles, MAX_GROUP_ROLES } from './groups/group-roles.service';
export { IdentityModule } from './identity.module';
export { IdentityPolicy } from './identity.policy';
export { IdentitySettings } from './identity.settings';
export { InviteCode } from './invites/invite-code.entity';
export { OrganizationInvite } from './invites/organization-invite.entity';
export { type InviteInput, OrganizationInvites } from './invites/organization-invites.service';
export { type InviteCreate, InvitesService } from './invites/invites.service';
export { type MfaSetup, MfaService } from './mfa/mfa.service';
export { JobDoorModule } from './job-door.module';
export { JobDoor } from './job-door/job-door.service';
export { JobDoorSettings } from './job-door/job-door.settings';
export { Membership } from './organizations/membership.entity';
export { MembershipsService } from './organizations/memberships.service';
export { ORG_ROLES, type OrgRole, orgRoleOf } from './organizations/org-roles';
export { Organization } from './organizations/organization.entity';
export { mayWork, mayWorkSql } from './organizations/standing';
export { OrganizationsService } from './organizations/organizations.service';
export { type PasswordChange, PasswordChanges } from './passwords/password-changes.service';
export { permissionCatalogue, type PermissionInfo } from './permissions/catalogue';
export {
  allows,
  isInstallationWide,
  type Permission,
  PERMISSIONS,
  permissionsOf,
  reachOf,
  type Requirement,
} from './permissions/permissions';
export { LINK_MINUTES } from './links/account-links.service';
export { Recoveries } from './links/recoveries.service';
export type { Happening, NoticeKind, NoticeLetter } from './notices/notice';
export { AccountMails, type InviteLetter, type LinkLetter } from './pins/account-mails';
export { EmailVerifications, type Verification } from './pins/email-verifications.service';
export { PinPasswords } from './pins/pin-passwords.service';
export { RecoveryModule } from './recovery.module';
export { PlanAccountsModule } from './plan-accounts.module';
export { LocalMode, type Visitor } from './plan-tokens/local-mode';
export { type PlanSession, PlanSignIn } from './plan-tokens/plan-sign-in.service';
export { PlanTokens } from './plan-tokens/plan-tokens.service';
export type { PasswordRules, SecurityChange, SecurityConfig } from './policy/security-config';
export { SecurityPolicy } from './policy/security-policy.service';
export { type AccessKeyRecord, AccessKeys } from './tokens/access-keys.service';
export { CustomRole } from './roles/custom-role.entity';
export { type CustomRoleInput, CustomRoles, type RoleChoice } from './roles/custom-roles.service';
export { RoleAssignments } from './roles/role-assignments.service';
export type { Client } from './sessions/client';
export { type ListedGroup, ScimGroupList } from './scim/groups/scim-group-list.service';
export { ScimGroups } from './scim/groups/scim-groups.service';
export { SCIM_PAGE, type ScimQuery } from './scim/listing';
export { type ListedUser, ScimUserList } from './scim/users/scim-user-list.service';
export { ScimUsers } from './scim/users/scim-users.service';
export { wrong as wrongScim } from './scim/scim-errors';
export { attributeOf as scimAttributeOf } from './scim/filters/filter-parser';
export { Reauthentication } from './sessions/reauthentication.service';
export { RefreshTokens } from './sessions/refresh-tokens.service';
export { SessionEndings } from './sessions/session-endings.service';
export { Session, SESSION_KINDS, type SessionKind } from './sessions/session.entity';
export { SessionsService } from './sessions/sessions.service';
export type { SignedIn } from './sessions/signed-in';
export { ShareToken } from './shares/share-token.entity';
export { type Share, type Shared, ShareTokens } from './shares/share-tokens.service';
export { SingleSignOnModule } from './single-sign-on.module';
export { IdentityProviders, type ProviderDetails } from './sso/providers/identity-providers.service';
export type { IssuerReport } from './sso/oidc/issuer-check';
export type { ProviderChange, ProviderInput } from './sso/providers/provider-input';
export { type Arrival, type Departure, SingleSignOn } from './sso/single-sign-on.service';
export { UserFactsModule } from './user-facts.module';
export { type PendingSignIn, SignIn, type SignInInput } from './sign-in/sign-in.service';

export const identityMigrations: MigrationClass[] = [
  Identity1764000100000,
  Credentials1795800000000,
  OrganizationPeople1795900000000,
  JobDoor1796030000000,
  KeysAtRest1796030000001,
  AccountLinks1796030000003,
  OAuthClients1796000000000,
  SingleSignOn1796000010000,
  Groups1796010000000,
  Provisioning1796010100000,
  CustomRoles1796020000000,
  KnownAddresses1796040000000,
  GeneratedPasswords1796040000001,
  AccountNotices1796060000000,
  SignInCodes1796070000001,
  ConfinedApiKeys1796080000000,
];

/** What the vault sealed for this lib. */
export const identitySecrets: SealedColumn[] = [
  { table: 'mfa_factor', key: 'user_id', keyType: 'uuid', column: 'secret' },
  { table: 'signing_key', key: 'id', keyType: 'uuid', column: 'secret', place: 'signing_key' },
  { table: 'identity_provider', key: 'id', keyType: 'uuid', column: 'client_secret' },
];
