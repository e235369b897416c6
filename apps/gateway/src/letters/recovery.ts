import { DeliveryModule } from '@muster/delivery';
import { RecoveryModule } from '@muster/identity';
import { AccountLetters } from './account-letters';

/** Forgotten passwords and unproven addresses, by the mail of this app. */
export const recovery = RecoveryModule.forRoot({ imports: [DeliveryModule], mails: AccountLetters });
