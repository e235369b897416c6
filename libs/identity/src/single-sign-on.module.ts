import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { OutgoingModule } from '@muster/platform';
import { IdentityModule } from './identity.module';
import { Admission } from './sso/admission.service';
import { ExternalIdentity } from './sso/external-identity.entity';
import { IdentityProvider } from './sso/providers/identity-provider.entity';
import { IdentityProviders } from './sso/providers/identity-providers.service';
import { Issuers } from './sso/oidc/issuers.service';
import { SingleSignOn } from './sso/single-sign-on.service';
import { SsoCode } from './sso/sso-code.entity';
import { SsoLogin } from './sso/sso-login.entity';
import { SsoTickets } from './sso/sso-tickets.service';

/** Signing in by identity providers. Needs what `IdentityModule` needs, and `OutgoingSettings`. */
@Module({
  imports: [
    TypeOrmModule.forFeature([IdentityProvider, ExternalIdentity, SsoLogin, SsoCode]),
    IdentityModule,
    OutgoingModule,
  ],
  providers: [IdentityProviders, SingleSignOn, Admission, Issuers, SsoTickets],
  exports: [IdentityProviders, SingleSignOn],
})
export class SingleSignOnModule {}
