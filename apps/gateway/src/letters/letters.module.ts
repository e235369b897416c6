import { Global, Module } from '@nestjs/common';
import { DeliveryModule } from '@muster/delivery';
import { AccountMails } from '@muster/identity';
import { AccountLetters } from './account-letters';
import { AccountPage } from './account-page';

/** Whatever happens to accounts in this app, its owners can be written to about it. */
@Global()
@Module({
  imports: [DeliveryModule],
  providers: [AccountPage, { provide: AccountMails, useClass: AccountLetters }],
  exports: [AccountMails],
})
export class LettersModule {}
