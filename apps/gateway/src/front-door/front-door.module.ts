import { Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { ConfigurationModule, GovernanceHints } from '@muster/governance';
import { IdentityModule } from '@muster/identity';
import { AddressGuard } from './address.guard';
import { SettingEffects } from './setting-effects';
import { UploadLimits } from './upload-limits';

/** What the installation's configuration does to requests. Stands before the guard that looks at credentials. */
@Module({
  imports: [ConfigurationModule, IdentityModule],
  controllers: [GovernanceHints],
  providers: [{ provide: APP_GUARD, useClass: AddressGuard }, SettingEffects, UploadLimits],
})
export class FrontDoorModule {}
