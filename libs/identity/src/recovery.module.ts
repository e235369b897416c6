import { DynamicModule, Module, Type } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { IdentityModule } from './identity.module';
import { AccountLink } from './links/account-link.entity';
import { AccountLinks } from './links/account-links.service';
import { Recoveries } from './links/recoveries.service';
import { AccountMails } from './pins/account-mails';

/** Forgotten passwords and unproven addresses. `mails` is how the app sends mail; `imports` what that needs. */
@Module({})
export class RecoveryModule {
  static forRoot(options: { imports: Type[]; mails: Type<AccountMails> }): DynamicModule {
    return {
      module: RecoveryModule,
      imports: [IdentityModule, TypeOrmModule.forFeature([AccountLink]), ...options.imports],
      providers: [AccountLinks, Recoveries, { provide: AccountMails, useClass: options.mails }],
      exports: [Recoveries],
    };
  }
}
