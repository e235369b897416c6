import { DynamicModule, Module, Type } from '@nestjs/common';
import { IdentityModule } from './identity.module';
import { OrganizationInvites } from './invites/organization-invites.service';
import { AccountMails } from './pins/account-mails';
import { EmailVerifications } from './pins/email-verifications.service';
import { PinPasswords } from './pins/pin-passwords.service';
import { SignInPins } from './pins/sign-in-pins.service';
import { LocalMode } from './plan-tokens/local-mode';
import { PlanRegistration } from './plan-tokens/plan-registration.service';
import { PlanSignIn } from './plan-tokens/plan-sign-in.service';

const SERVICES = [EmailVerifications, LocalMode, OrganizationInvites, PinPasswords, PlanSignIn];

/** Accounts and invitations that live by mail. `mails` is how the app sends it; `imports` what that needs. */
@Module({})
export class PlanAccountsModule {
  static forRoot(options: { imports: Type[]; mails: Type<AccountMails> }): DynamicModule {
    return {
      module: PlanAccountsModule,
      imports: [IdentityModule, ...options.imports],
      providers: [
        ...SERVICES,
        PlanRegistration,
        SignInPins,
        { provide: AccountMails, useClass: options.mails },
      ],
      exports: SERVICES,
    };
  }
}
