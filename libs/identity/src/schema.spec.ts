import type { MigrationInterface, QueryRunner } from 'typeorm';
import { MigratedSchema } from '@muster/testing';
import { ApiKey } from './api-keys/api-key.entity';
import { ClientSecret } from './clients/client-secret.entity';
import { ClientToken } from './clients/tokens/client-token.entity';
import { OAuthClient } from './clients/oauth-client.entity';
import { Group } from './groups/group.entity';
import { GroupMember } from './groups/group-member.entity';
import { GroupRole } from './groups/group-role.entity';
import { BackupCode } from './mfa/backup-code.entity';
import { MfaFactor } from './mfa/mfa-factor.entity';
import { User } from './accounts/user.entity';
import { InviteCode } from './invites/invite-code.entity';
import { OrganizationInvite } from './invites/organization-invite.entity';
import { SignInPin } from './pins/sign-in-pin.entity';
import { identityMigrations } from './index';
import { JobDoorAttempt, JobDoorRow } from './job-door/job-door.entity';
import { CustomRole } from './roles/custom-role.entity';
import { AccountLink } from './links/account-link.entity';
import { AccountNotice } from './notices/account-notice.entity';
import { Membership } from './organizations/membership.entity';
import { Organization } from './organizations/organization.entity';
import { LoginAttempt } from './passwords/login-attempt.entity';
import { PasswordHistory } from './passwords/password-history.entity';
import { SecurityConfigRow } from './policy/security-config.entity';
import { ProvisionedUser } from './scim/users/provisioned-user.entity';
import { RefreshToken } from './sessions/refresh-token.entity';
import { Session } from './sessions/session.entity';
import { ShareToken } from './shares/share-token.entity';
import { ExternalIdentity } from './sso/external-identity.entity';
import { IdentityProvider } from './sso/providers/identity-provider.entity';
import { SsoCode } from './sso/sso-code.entity';
import { SsoLogin } from './sso/sso-login.entity';
import { SigningKey } from './tokens/signing-key.entity';

describe('identity schema', () => {
  let schema: MigratedSchema;

  beforeAll(async () => {
    schema = await MigratedSchema.open([
      User,
      Organization,
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
      CustomRole,
      Group,
      GroupMember,
      GroupRole,
      OAuthClient,
      ClientSecret,
      ClientToken,
      IdentityProvider,
      ExternalIdentity,
      SsoLogin,
      SsoCode,
      ProvisionedUser,
      JobDoorRow,
      JobDoorAttempt,
      ShareToken,
      AccountLink,
      AccountNotice,
    ]);
  });
  afterAll(() => schema.close());

  it('is what the entities say', async () => {
    expect(await schema.drift()).toEqual([]);
  });

  it('goes without a trace when its migrations are taken back', async () => {
    expect.assertions(2);
    const inOrder = identityMigrations
      .map((migration) => new migration())
      .sort((one, other) => timestampOf(one) - timestampOf(other));
    const all = {
      down: async (runner: QueryRunner) => {
        for (const migration of inOrder.toReversed()) await migration.down(runner);
      },
      up: async (runner: QueryRunner) => {
        for (const migration of inOrder) await migration.up(runner);
      },
    };
    await schema.afterRoundTrip(all, async (manager) => {
      expect(await manager.count(Organization)).toBe(2);
      expect(await manager.count(Session)).toBe(0);
    });
  });
});

const timestampOf = ({ name = '' }: MigrationInterface): number => Number(name.slice(-13));
