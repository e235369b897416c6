import { Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { IdentityHints, IdentityModule } from '@muster/identity';
import { AccessGuard } from './access.guard';
import { FirstAdministratorOnBoot } from './boot/first-administrator';
import { KnownPermissions } from './boot/known-permissions';

/** Turns credentials into actors for every route of the gateway. */
@Module({
  imports: [IdentityModule],
  controllers: [IdentityHints],
  providers: [{ provide: APP_GUARD, useClass: AccessGuard }, FirstAdministratorOnBoot, KnownPermissions],
})
export class AuthModule {}
