import { Module } from '@nestjs/common';
import { JwtModule, type JwtModuleOptions } from '@nestjs/jwt';
import { TypeOrmModule } from '@nestjs/typeorm';
import { Pool } from 'pg';
import { AccountsService } from './accounts/accounts.service';
import { Registration } from './accounts/registration.service';
import { User } from './accounts/user.entity';
import { Authenticator } from './actors/authenticator.service';
import { UserFactsService } from './actors/user-facts.service';
import { IdentityPolicy } from './identity.policy';
import { IdentitySettings } from './identity.settings';
import { InviteCode } from './invites/invite-code.entity';
import { InvitesService } from './invites/invites.service';
import { Membership } from './organizations/membership.entity';
import { MembershipsService } from './organizations/memberships.service';
import { Organization } from './organizations/organization.entity';
import { OrganizationsService } from './organizations/organizations.service';
import { LoginAttempt } from './passwords/login-attempt.entity';
import { LoginAttempts } from './passwords/login-attempts.service';
import { PasswordHasher } from './passwords/password-hasher.service';
import { PasswordsService } from './passwords/passwords.service';
import { AccessTokens } from './tokens/access-tokens.service';
import { SessionsService } from './tokens/sessions.service';
import { signingKey } from './tokens/signing-key';
import { SigningKey } from './tokens/signing-key.entity';

/** Keeps tokens of this product and those of others that happen to share a secret apart. */
const NAME = 'muster';

const jwtOptions = async (
  { jwtSecret, accessTokenTtl }: IdentitySettings,
  pool: Pool,
): Promise<JwtModuleOptions> => ({
  secret: await signingKey(pool, jwtSecret),
  signOptions: { algorithm: 'HS256', expiresIn: accessTokenTtl, audience: NAME, issuer: NAME },
  verifyOptions: { algorithms: ['HS256'], audience: NAME, issuer: NAME },
});

/** Accounts, organizations, memberships, tokens, permissions. Needs the database, the transport and `IdentitySettings`. */
@Module({
  imports: [
    TypeOrmModule.forFeature([Organization, User, Membership, InviteCode, LoginAttempt, SigningKey]),
    JwtModule.registerAsync({ inject: [IdentitySettings, Pool], useFactory: jwtOptions }),
  ],
  providers: [
    IdentityPolicy,
    UserFactsService,
    OrganizationsService,
    MembershipsService,
    InvitesService,
    PasswordHasher,
    LoginAttempts,
    PasswordsService,
    AccessTokens,
    SessionsService,
    Registration,
    AccountsService,
    Authenticator,
  ],
  exports: [AccountsService, Authenticator, InvitesService, MembershipsService, OrganizationsService],
})
export class IdentityModule {}
