import { Module } from '@nestjs/common';
import { IdentityModule } from './identity.module';
import { OrganizationInvites } from './invites/organization-invites.service';
import { EmailVerifications } from './pins/email-verifications.service';
import { PinPasswords } from './pins/pin-passwords.service';
import { SignInPins } from './pins/sign-in-pins.service';
import { LocalMode } from './plan-tokens/local-mode';
import { PlanRegistration } from './plan-tokens/plan-registration.service';
import { PlanSignIn } from './plan-tokens/plan-sign-in.service';

const SERVICES = [EmailVerifications, LocalMode, OrganizationInvites, PinPasswords, PlanSignIn];

/** Accounts and invitations that live by mail. Needs `AccountMails` from a global module of the app. */
@Module({
  imports: [IdentityModule],
  providers: [...SERVICES, PlanRegistration, SignInPins],
  exports: SERVICES,
})
export class PlanAccountsModule {}
