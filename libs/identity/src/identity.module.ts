import { Module } from '@nestjs/common';
import { JwtModule, type JwtModuleOptions } from '@nestjs/jwt';
import { TypeOrmModule } from '@nestjs/typeorm';
import { Pool } from 'pg';
import { Vault } from '@muster/platform';
import { AccountsService } from './accounts/accounts.service';
import { Profiles } from './accounts/profiles.service';
import { Registration } from './accounts/registration.service';
import { User } from './accounts/user.entity';
import { Authenticator } from './actors/authenticator.service';
import { CredentialReader } from './actors/credential-reader';
import { ApiKeyFacts } from './api-keys/api-key-facts.service';
import { ApiKey } from './api-keys/api-key.entity';
import { ApiKeysService } from './api-keys/api-keys.service';
import { KeyDigests } from './api-keys/key-digests';
import { ClientAuthentication } from './clients/client-authentication.service';
import { ClientSecret } from './clients/client-secret.entity';
import { ClientToken } from './clients/tokens/client-token.entity';
import { ClientTokenFacts } from './clients/tokens/client-token-facts.service';
import { ClientTokens } from './clients/tokens/client-tokens.service';
import { ClientsService } from './clients/clients.service';
import { OAuthClient } from './clients/oauth-client.entity';
import { Group } from './groups/group.entity';
import { GroupMember } from './groups/group-member.entity';
import { GroupRole } from './groups/group-role.entity';
import { GroupRoles } from './groups/group-roles.service';
import { IdentityPolicy } from './identity.policy';
import { IdentitySettings } from './identity.settings';
import { InviteCode } from './invites/invite-code.entity';
import { InviteAcceptance } from './invites/invite-acceptance.service';
import { OrganizationInvite } from './invites/organization-invite.entity';
import { InvitesService } from './invites/invites.service';
import { BackupCode } from './mfa/backup-code.entity';
import { FactorMarks } from './mfa/factor-marks.service';
import { MfaFactor } from './mfa/mfa-factor.entity';
import { MfaService } from './mfa/mfa.service';
import { SecondFactors } from './mfa/second-factors.service';
import { AccountNotice } from './notices/account-notice.entity';
import { AccountNotices } from './notices/account-notices.service';
import { Membership } from './organizations/membership.entity';
import { MembershipsService } from './organizations/memberships.service';
import { Organization } from './organizations/organization.entity';
import { OrganizationsService } from './organizations/organizations.service';
import { LoginAttempt } from './passwords/login-attempt.entity';
import { LoginAttempts } from './passwords/login-attempts.service';
import { NewPasswords } from './passwords/new-passwords.service';
import { PasswordChanges } from './passwords/password-changes.service';
import { PasswordHasher } from './passwords/password-hasher.service';
import { PasswordHistory } from './passwords/password-history.entity';
import { CommonPasswords } from './passwords/rules/common-passwords';
import { PasswordsService } from './passwords/passwords.service';
import { SignInPin } from './pins/sign-in-pin.entity';
import { PlanTokens } from './plan-tokens/plan-tokens.service';
import { SecurityConfigRow } from './policy/security-config.entity';
import { SecurityPolicy } from './policy/security-policy.service';
import { ScimGroupList } from './scim/groups/scim-group-list.service';
import { ScimGroups } from './scim/groups/scim-groups.service';
import { ScimUserList } from './scim/users/scim-user-list.service';
import { ScimUsers } from './scim/users/scim-users.service';
import { CustomRole } from './roles/custom-role.entity';
import { CustomRoles } from './roles/custom-roles.service';
import { RoleAssignments } from './roles/role-assignments.service';
import { ProvisionedUser } from './scim/users/provisioned-user.entity';
import { Reauthentication } from './sessions/reauthentication.service';
import { RefreshToken } from './sessions/refresh-token.entity';
import { RefreshTokens } from './sessions/refresh-tokens.service';
import { SessionEndings } from './sessions/session-endings.service';
import { SessionFacts } from './sessions/session-facts.service';
import { Session } from './sessions/session.entity';
import { SessionsService } from './sessions/sessions.service';
import { ShareFacts } from './shares/share-facts.service';
import { ShareToken } from './shares/share-token.entity';
import { ShareTokens } from './shares/share-tokens.service';
import { SignInPlaces } from './sign-in/sign-in-places.service';
import { SignIn } from './sign-in/sign-in.service';
import { AccessKeys } from './tokens/access-keys.service';
import { IdentityProvider } from './sso/providers/identity-provider.entity';
import { AccessTokens } from './tokens/access-tokens.service';
import { signingKey } from './tokens/signing-key';
import { SigningKey } from './tokens/signing-key.entity';
import { UserFactsModule } from './user-facts.module';

/** Keeps tokens of this product and those of others that happen to share a secret apart. */
const NAME = 'muster';

/** Which key it is by is said with each token. */
const JWT: JwtModuleOptions = {
  signOptions: { algorithm: 'HS256', audience: NAME, issuer: NAME },
  verifyOptions: { algorithms: ['HS256'], audience: NAME, issuer: NAME },
};

const keyDigests = async (
  { apiKeySecret }: IdentitySettings,
  pool: Pool,
  vault: Vault,
): Promise<KeyDigests> => new KeyDigests(await signingKey(pool, vault, 'api-key', apiKeySecret));

const ENTITIES = [
  Organization,
  User,
  Membership,
  InviteCode,
  LoginAttempt,
  SigningKey,
  Session,
  RefreshToken,
  ApiKey,
  MfaFactor,
  BackupCode,
  PasswordHistory,
  SecurityConfigRow,
  OrganizationInvite,
  SignInPin,
  ShareToken,
  CustomRole,
  Group,
  GroupMember,
  GroupRole,
  OAuthClient,
  ClientSecret,
  ClientToken,
  IdentityProvider,
  ProvisionedUser,
  AccountNotice,
];

/** What others use. The caches among it are for `IdentityHints`. */
const PUBLIC = [
  AccessKeys,
  AccountsService,
  ApiKeyFacts,
  ApiKeysService,
  Authenticator,
  ClientsService,
  ClientTokenFacts,
  ClientTokens,
  CustomRoles,
  GroupRoles,
  InvitesService,
  MembershipsService,
  MfaService,
  OrganizationsService,
  PasswordChanges,
  PlanTokens,
  Profiles,
  Reauthentication,
  RefreshTokens,
  Registration,
  ScimGroupList,
  ScimGroups,
  ScimUserList,
  ScimUsers,
  RoleAssignments,
  SecurityPolicy,
  SessionEndings,
  SessionFacts,
  SessionsService,
  ShareFacts,
  ShareTokens,
  SignIn,
];

/** Accounts, organizations, memberships, credentials, permissions. Needs the database, the transport, the vault and `IdentitySettings`. */
@Module({
  imports: [TypeOrmModule.forFeature(ENTITIES), JwtModule.register(JWT), UserFactsModule],
  providers: [
    ...PUBLIC,
    { provide: KeyDigests, inject: [IdentitySettings, Pool, Vault], useFactory: keyDigests },
    IdentityPolicy,
    AccountNotices,
    InviteAcceptance,
    CredentialReader,
    PasswordHasher,
    CommonPasswords,
    LoginAttempts,
    PasswordsService,
    NewPasswords,
    AccessTokens,
    ClientAuthentication,
    SecondFactors,
    FactorMarks,
    SignInPlaces,
  ],
  exports: [...PUBLIC, UserFactsModule, IdentityPolicy, KeyDigests, PasswordHasher],
})
export class IdentityModule {}
