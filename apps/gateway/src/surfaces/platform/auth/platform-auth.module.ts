import { Module } from '@nestjs/common';
import { IdentityModule } from '@muster/identity';
import { ApiKeysController } from '../security/api-keys/api-keys.controller';
import { ClientsController } from '../security/clients/clients.controller';
import { SessionsController } from '../security/sessions/sessions.controller';
import { AuthController } from './auth.controller';
import { MeController } from './me.controller';
import { MfaController } from './mfa.controller';

/** Signing in, and the credentials that people and programs hold. */
@Module({
  imports: [IdentityModule],
  controllers: [
    AuthController,
    MeController,
    MfaController,
    SessionsController,
    ApiKeysController,
    ClientsController,
  ],
})
export class PlatformAuthModule {}
