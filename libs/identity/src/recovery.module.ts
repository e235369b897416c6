import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { IdentityModule } from './identity.module';
import { AccountLink } from './links/account-link.entity';
import { AccountLinks } from './links/account-links.service';
import { Recoveries } from './links/recoveries.service';

/** Forgotten passwords and unproven addresses. Needs `AccountMails` from a global module of the app. */
@Module({
  imports: [IdentityModule, TypeOrmModule.forFeature([AccountLink])],
  providers: [AccountLinks, Recoveries],
  exports: [Recoveries],
})
export class RecoveryModule {}
