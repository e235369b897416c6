import { Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { ConfigurationModule } from '@muster/governance';
import { IdentityHints, IdentityModule, JobDoorModule, RuleHints } from '@muster/identity';
import { AccessGuard } from './access.guard';
import { FirstAdministratorOnBoot } from './boot/first-administrator';
import { KnownPermissions } from './boot/known-permissions';
import { JobDoorOnBoot } from './boot/job-door-on-boot';
import { JobVisitors } from './jobs/job-visitors';
import { OwnPages } from './jobs/own-pages';
import { LastingAnswers } from './lasting/lasting-answers';

/** Turns credentials into actors for every route of the gateway. */
@Module({
  imports: [ConfigurationModule, IdentityModule, JobDoorModule],
  controllers: [IdentityHints, RuleHints],
  providers: [
    { provide: APP_GUARD, useClass: AccessGuard },
    FirstAdministratorOnBoot,
    JobDoorOnBoot,
    KnownPermissions,
    LastingAnswers,
    JobVisitors,
    OwnPages,
  ],
  exports: [JobVisitors, OwnPages],
})
export class AuthModule {}
