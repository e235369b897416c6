import { Module } from '@nestjs/common';
import { IdentityModule, PlanAccountsModule } from '@muster/identity';
import { AccountsController } from './accounts/accounts.controller';
import { BrowserCookies } from './accounts/browser-cookies';
import { InvitesController } from './invites/invites.controller';
import { OrgsController } from './orgs/orgs.controller';
import { UsersController } from './users/users.controller';

/** Coding plans, with the accounts and organizations that their client knows. */
@Module({
  imports: [IdentityModule, PlanAccountsModule],
  controllers: [AccountsController, OrgsController, UsersController, InvitesController],
  providers: [BrowserCookies],
})
export class PlansModule {}
