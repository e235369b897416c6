import { Module } from '@nestjs/common';
import { IdentityModule, RecoveryModule, SingleSignOnModule } from '@muster/identity';
import { PagesModule } from '../../../pages/pages.module';
import { PublicOrigin } from '../../../auth/public-origin';
import { ApiKeysController } from '../security/api-keys/api-keys.controller';
import { ClientsController } from '../security/clients/clients.controller';
import { IdentityProvidersController } from '../security/identity-providers/identity-providers.controller';
import { SessionsController } from '../security/sessions/sessions.controller';
import { AuthController } from './auth.controller';
import { ProfileController } from './profile.controller';
import { RecoveryController } from './recovery.controller';
import { MeController } from './me.controller';
import { MfaController } from './mfa.controller';
import { MySessionsController } from './my-sessions.controller';
import { SsoBrowser } from './sso/sso-browser';
import { SsoController } from './sso/sso.controller';

/** Signing in, and the credentials that people and programs hold. */
@Module({
  imports: [IdentityModule, RecoveryModule, SingleSignOnModule, PagesModule],
  controllers: [
    AuthController,
    RecoveryController,
    ProfileController,
    MeController,
    MfaController,
    MySessionsController,
    SessionsController,
    ApiKeysController,
    ClientsController,
    IdentityProvidersController,
    SsoController,
  ],
  providers: [PublicOrigin, SsoBrowser],
})
export class PlatformAuthModule {}
